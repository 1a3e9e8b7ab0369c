// Starts what a result page carries: plots, one's own ballot, and details opened on paper where they are not too long. The page says everything without it.
import { startOwnBallot } from './own-ballot.js'
import { drawPlots, fitPlots } from './plots.js'

const numbers = JSON.parse(document.getElementById('numbers').textContent)

startOwnBallot(numbers)
drawPlots(numbers)

const SHEET = 600
const LONG = 6000
let opened = []
window.addEventListener('beforeprint', () => {
  fitPlots(SHEET)
  opened = [...document.querySelectorAll('#main details:not([open])')].filter((details) => details.textContent.length < LONG)
  for (const details of opened) details.open = true
})
window.addEventListener('afterprint', () => {
  for (const details of opened) details.open = false
  fitPlots()
})
