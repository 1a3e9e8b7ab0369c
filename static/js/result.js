// Starts what a result page carries: plots, one's own ballot, and open details on paper. The page says everything without it.
import { startOwnBallot } from './own-ballot.js'
import { drawPlots } from './plots.js'

const numbers = JSON.parse(document.getElementById('numbers').textContent)

startOwnBallot(numbers)
drawPlots(numbers)

let opened = []
window.addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('#main details:not([open])')]
  for (const details of opened) details.open = true
})
window.addEventListener('afterprint', () => {
  for (const details of opened) details.open = false
})
