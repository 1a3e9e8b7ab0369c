// What a ballot typed in again paid for. Nothing leaves the browser: the sums are made from the page's own numbers, exactly.
import { fill, money } from './amounts.js'

const ZERO = { top: 0n, bottom: 1n }

function exact(text) {
  const [top, bottom] = text.split('/')
  return { top: BigInt(top), bottom: BigInt(bottom ?? 1) }
}

const minus = (a, b) => ({ top: a.top * b.bottom - b.top * a.bottom, bottom: a.bottom * b.bottom })
const plus = (a, b) => ({ top: a.top * b.bottom + b.top * a.bottom, bottom: a.bottom * b.bottom })
const less = (a, b) => a.top * b.bottom < b.top * a.bottom

// An exact amount of the smallest unit (``unit`` to one of currency) in whole fen, rounded.
function fen(amount, unit) {
  const top = amount.top * 100n
  const bottom = amount.bottom * BigInt(unit)
  return (2n * top + bottom) / (2n * bottom)
}

// What each winner that is marked took from this voter: [round, kind, amount].
export function paidBy(marked, numbers) {
  let purse = numbers.endowment ? exact(numbers.endowment) : ZERO
  let last = ZERO
  const paid = []
  for (const round of numbers.rounds.filter((each) => marked.has(each.key))) {
    const option = numbers.options[round.key]
    if (!numbers.individual) {
      const amount = { top: BigInt(round.amount) * BigInt(numbers.unit), bottom: 100n * BigInt(option.votes || 1) }
      paid.push([round, 'shared', amount])
    } else if (!round.price) {
      paid.push([round, 'completed', ZERO])
    } else if (numbers.rule === 'phragmen') {
      paid.push([round, 'paid', minus(exact(round.price), last)])
      last = exact(round.price)
    } else {
      const price = exact(round.price)
      const all = less(purse, price)
      const amount = all ? purse : price
      paid.push([round, amount.top === 0n ? 'unpaid' : all ? 'paid_rest' : 'paid', amount])
      purse = minus(purse, amount)
    }
  }
  return { paid, purse }
}

function element(name, text) {
  const made = document.createElement(name)
  made.textContent = text
  return made
}

function told(marked, numbers) {
  const { words, currency, unit, options } = numbers
  if (marked.size === 0) return [element('p', words.nothing)]
  const { paid, purse } = paidBy(marked, numbers)
  const parts = [element('p', fill(paid.length ? words.some_won : words.none_won, { all: marked.size, won: paid.length }))]
  const list = document.createElement('ul')
  for (const [round, kind, amount] of paid) {
    const { title, votes } = options[round.key]
    list.append(element('li', fill(words[kind], { title, votes, amount: money(fen(amount, unit), currency) })))
  }
  if (paid.length) parts.push(list)
  const spent = money(fen(paid.reduce((sum, each) => plus(sum, each[2]), ZERO), unit), currency)
  if (numbers.endowment) {
    const start = money(fen(exact(numbers.endowment), unit), currency)
    parts.push(element('p', fill(words.purse, { start, spent, rest: money(fen(purse, unit), currency) })))
  } else if (numbers.individual) {
    parts.push(element('p', fill(words.spent, { spent })))
  } else {
    const fair = money(numbers.voted ? Math.round(numbers.amount / numbers.voted) : 0, currency)
    parts.push(element('p', fill(words.share, { spent, fair })))
  }
  const won = new Set(paid.map(([round]) => round.key))
  const lost = [...marked].filter((key) => !won.has(key)).map((key) => options[key].title)
  if (lost.length && won.size) parts.push(element('p', fill(words.lost, { titles: lost.join(words.comma) })))
  return parts
}

export function startOwnBallot(numbers) {
  const own = document.querySelector('[data-own]')
  if (!own) return
  const answer = own.querySelector('[data-own-answer]')
  const show = () => {
    const boxes = own.querySelectorAll('[data-own-key]:checked')
    answer.replaceChildren(...told(new Set([...boxes].map((box) => box.dataset.ownKey)), numbers))
  }
  document.querySelector('[data-own-off]').hidden = true
  own.hidden = false
  own.addEventListener('change', show)
  show()
}
