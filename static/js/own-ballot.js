// What a ballot typed in again did. Nothing leaves the browser: the sums are made from the page's own numbers.
import { fill, money } from './amounts.js'
import { ZERO, exact, fen, paidBy, plus, points } from './own-sums.js'

function element(name, text) {
  const made = document.createElement(name)
  made.textContent = text
  return made
}

const listed = (lines) => {
  const list = document.createElement('ul')
  list.append(...lines.map((line) => element('li', line)))
  return list
}

// The marks on the page, by key, as the engine holds them, and what cannot be read of them.
function typed(own, { ballot, points_unit: unit, words }) {
  const marks = new Map()
  const wrong = []
  for (const field of own.querySelectorAll('[data-own-key]')) {
    const text = field.type === 'checkbox' ? (field.checked ? '1' : '') : field.value.trim()
    if (!text) continue
    const value = field.type === 'checkbox' ? 1n : points(text, ballot === 'ordinal' ? 1 : unit)
    if (value === null || (ballot === 'ordinal' && value < 1n)) wrong.push(fill(words.unreadable, { text }))
    else marks.set(field.dataset.ownKey, value)
  }
  if (ballot !== 'ordinal') return { marks, wrong }
  const order = [...marks].sort((a, b) => Number(a[1] - b[1]))
  const twice = order.find(([, rank], at) => at && rank === order[at - 1][1])
  if (twice) wrong.push(fill(words.twice, { rank: twice[1] }))
  return { marks: new Map(order.map(([key], at) => [key, BigInt(at)])), wrong }
}

function line([round, kind, amount], marks, { words, options, unit, currency, points_unit: point }) {
  const { title, votes, score } = options[round.key]
  const mark = Number(marks.get(round.key))
  return fill(words[kind] ?? words.aside[kind], { title, votes, score, given: mark / point, rank: mark + 1, amount: money(fen(amount, unit), currency) })
}

function sum(paid, purse, numbers) {
  const { words, currency, unit } = numbers
  const spent = money(fen(paid.reduce((all, [, , amount]) => plus(all, amount), ZERO), unit), currency)
  if (numbers.endowment) {
    const start = money(fen(exact(numbers.endowment), unit), currency)
    return fill(words.purse, { start, spent, rest: money(fen(purse, unit), currency) })
  }
  if (numbers.individual) return fill(words.spent, { spent })
  const fair = money(numbers.voted ? Math.round(numbers.amount / numbers.voted) : 0, currency)
  return paid.some(([, kind]) => kind === 'shared') ? fill(words.share, { spent, fair }) : ''
}

function told(own, numbers) {
  const { words } = numbers
  const { marks, wrong } = typed(own, numbers)
  if (wrong.length) return [listed(wrong)]
  if (marks.size === 0) return [element('p', words.nothing)]
  const { paid, purse } = paidBy(marks, numbers)
  const parts = [element('p', fill(paid.length ? words.some_won : words.none_won, { all: marks.size, won: paid.length }))]
  if (paid.length) parts.push(listed(paid.map((each) => line(each, marks, numbers))))
  const spent = sum(paid, purse, numbers)
  if (spent) parts.push(element('p', spent))
  const won = new Set(paid.map(([round]) => round.key))
  const lost = [...own.querySelectorAll('[data-own-why]')].filter(({ dataset }) => marks.has(dataset.ownKey) && !won.has(dataset.ownKey))
  if (lost.length) {
    parts.push(element('p', words.lost))
    parts.push(listed(lost.map(({ dataset: { ownKey, ownWhy } }) => fill(words.why, { title: numbers.options[ownKey].title, why: ownWhy }))))
  }
  return parts
}

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

// Shows the projects whose title holds what was asked, and always those that are marked.
function startSearch(own, words) {
  const search = own.querySelector('[data-own-search]')
  const found = own.querySelector('[data-own-found]')
  search?.addEventListener('input', () => {
    const asked = plain(search.value.trim())
    let shown = 0
    for (const item of own.querySelectorAll('[data-own-item]')) {
      const field = item.querySelector('[data-own-key]')
      const fits = plain(item.textContent).includes(asked)
      shown += fits
      item.hidden = !fits && !(field.checked || (field.type !== 'checkbox' && field.value.trim()))
    }
    found.textContent = asked ? fill(words.found, { n: shown }) : ''
  })
}

export function startOwnBallot(numbers) {
  const own = document.querySelector('[data-own]')
  if (!own) return
  const answer = own.querySelector('[data-own-answer]')
  const show = () => answer.replaceChildren(...told(own, numbers))
  document.querySelector('[data-own-off]').hidden = true
  own.hidden = false
  startSearch(own, numbers.words)
  own.addEventListener('input', ({ target }) => {
    if (target.matches('[data-own-search]')) return
    if (numbers.ballot === 'choose-1' && target.checked) {
      for (const other of own.querySelectorAll('[data-own-key]:checked')) other.checked = other === target
    }
    show()
  })
  show()
}
