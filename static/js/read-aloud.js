// Reads a part of the page aloud, sentence by sentence, where the browser has a voice.
function sentences(element) {
  const skip = 'nav, script, .read-aloud, .text-size, .govuk-visually-hidden, [aria-hidden="true"], [hidden]'
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const parts = []
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    if (text && !walker.currentNode.parentElement.closest(skip)) parts.push(text)
  }
  return parts.join('，').split(/(?<=[。！？；])/).filter((part) => part.trim())
}

function stop(button) {
  window.speechSynthesis.cancel()
  button.setAttribute('aria-pressed', 'false')
  button.textContent = button.dataset.start
}

function read(button) {
  window.speechSynthesis.cancel()
  const target = document.querySelector(button.dataset.readAloud)
  if (!target) return
  button.setAttribute('aria-pressed', 'true')
  button.textContent = button.dataset.stop
  const parts = sentences(target)
  parts.forEach((part, index) => {
    const speech = new SpeechSynthesisUtterance(part)
    speech.lang = document.documentElement.lang === 'en' ? 'en' : 'zh-CN'
    speech.rate = 0.9
    if (index === parts.length - 1) speech.onend = () => stop(button)
    window.speechSynthesis.speak(speech)
  })
}

export function startReading(scope) {
  if (!('speechSynthesis' in window)) return
  for (const button of scope.querySelectorAll('[data-read-aloud]')) {
    button.dataset.start = button.textContent.trim()
    button.hidden = false
    button.addEventListener('click', () => (button.getAttribute('aria-pressed') === 'true' ? stop(button) : read(button)))
  }
  window.addEventListener('pagehide', () => window.speechSynthesis.cancel())
}
