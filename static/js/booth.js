// Keeps the counts in the bar at the foot: chosen projects, answered questions, people present.
function countChosen() {
  const target = document.querySelector('[data-count-target][data-count-text]')
  if (!target) return
  const questions = document.querySelectorAll('[data-question]')
  const count = questions.length
    ? [...questions].filter((question) => question.querySelector('[data-choice]:checked')).length
    : document.querySelectorAll('[data-choice]:checked').length
  const text = target.dataset.countText.replace('{n}', count).replace('{all}', questions.length)
  if (target.textContent !== text) target.textContent = text
}

function countPresent(sheet) {
  const target = sheet.querySelector('[data-attendance-present]')
  if (!target) return
  const present = [...sheet.querySelectorAll('.segment__input:checked')].filter((input) => !input.hasAttribute('data-absent'))
  target.textContent = present.length
}

export function startBooth(scope) {
  if (scope.querySelector('[data-choice]')) {
    document.addEventListener('change', countChosen)
    countChosen()
  }
  for (const sheet of scope.querySelectorAll('[data-attendance]')) {
    sheet.addEventListener('change', () => countPresent(sheet))
    countPresent(sheet)
  }
}
