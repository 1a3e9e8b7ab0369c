// Adds and removes lines of a repeated group (budget lines) without a round trip. Without it the same buttons ask the server.
function renumber(group) {
  const name = group.dataset.lines
  group.querySelectorAll('[data-line]').forEach((line, index) => {
    for (const element of line.querySelectorAll('[name], [id], [for], [aria-describedby]')) {
      for (const attribute of ['name', 'id', 'for', 'aria-describedby']) {
        const value = element.getAttribute(attribute)
        if (value) element.setAttribute(attribute, value.replaceAll(new RegExp(`\\b${name}-\\d+`, 'g'), `${name}-${index}`))
      }
    }
    for (const number of line.querySelectorAll('[data-line-number]')) {
      number.textContent = number.dataset.lineNumber.replace('{n}', index + 1)
    }
    const remove = line.querySelector('[data-line-remove]')
    if (remove) remove.value = index
  })
}

function addLine(group) {
  const lines = group.querySelectorAll('[data-line]')
  const last = lines[lines.length - 1]
  const line = last.cloneNode(true)
  for (const field of line.querySelectorAll('input, select, textarea')) {
    if (field.type === 'checkbox' || field.type === 'radio') field.checked = false
    else if (field.type !== 'hidden' || field.name.endsWith('-id')) field.value = ''
  }
  for (const error of line.querySelectorAll('.govuk-error-message')) error.remove()
  for (const marked of line.querySelectorAll('[class*="--error"]')) {
    marked.className = marked.className.split(' ').filter((name) => !name.endsWith('--error')).join(' ')
  }
  last.after(line)
  renumber(group)
  line.querySelector('input:not([type=hidden]), select, textarea')?.focus()
}

export function startLines(scope) {
  for (const group of scope.querySelectorAll('[data-lines]')) {
    group.addEventListener('click', (event) => {
      if (event.target.closest('[data-line-add]')) {
        event.preventDefault()
        addLine(group)
      }
      const remove = event.target.closest('[data-line-remove]')
      if (remove && group.querySelectorAll('[data-line]').length > 1) {
        event.preventDefault()
        remove.closest('[data-line]').remove()
        renumber(group)
        group.querySelector('[data-line-add]')?.focus()
      }
    })
  }
}
