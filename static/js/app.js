// Starts what a page carries: GOV.UK Frontend's own behaviour, then the small parts of this house. Every page works without it.
import { initAll } from '../vendor/govuk-frontend/govuk-frontend.min.js'
import { startBooth } from './booth.js'
import { startDisplay } from './display.js'
import { startFilters } from './filters.js'
import { startLines } from './lines.js'
import { startReading } from './read-aloud.js'

document.body.classList.add('js-enabled')
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported')

function start(scope) {
  initAll({ scope })
  startBooth(scope)
  startFilters(scope)
  startLines(scope)
  startReading(scope)
}

startDisplay()
start(document)
document.addEventListener('htmx:load', (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt)
})
