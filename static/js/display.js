// In elder mode: three sizes of text, remembered in this browser.
const KEY = 'text-size'

function apply(size, buttons) {
  document.documentElement.classList.toggle('elder-2', size === '2')
  document.documentElement.classList.toggle('elder-3', size === '3')
  for (const button of buttons) button.setAttribute('aria-pressed', String(button.value === size))
}

function remembered() {
  try { return localStorage.getItem(KEY) || '1' } catch { return '1' }
}

export function startDisplay() {
  const control = document.querySelector('[data-text-size]')
  if (!control) return
  const buttons = control.querySelectorAll('button')
  control.hidden = false
  apply(remembered(), buttons)
  control.addEventListener('click', (event) => {
    const button = event.target.closest('button')
    if (!button) return
    try { localStorage.setItem(KEY, button.value) } catch { /* private windows refuse; the size still holds on this page */ }
    apply(button.value, buttons)
  })
}
