// What one ballot paid, exactly: fractions of whole numbers, from the result's own endowment and prices. No page in here.
export const ZERO = { top: 0n, bottom: 1n }

export function exact(text) {
  const [top, bottom] = text.split('/')
  return { top: BigInt(top), bottom: BigInt(bottom ?? 1) }
}

export const plus = (a, b) => ({ top: a.top * b.bottom + b.top * a.bottom, bottom: a.bottom * b.bottom })
const minus = (a, b) => ({ top: a.top * b.bottom - b.top * a.bottom, bottom: a.bottom * b.bottom })
const less = (a, b) => a.top * b.bottom < b.top * a.bottom

// An exact amount of the smallest unit (``unit`` to one of currency) in whole fen, rounded.
export function fen(amount, unit) {
  const top = amount.top * 100n
  const bottom = amount.bottom * BigInt(unit)
  return (2n * top + bottom) / (2n * bottom)
}

// Points as typed in whole stored points (``unit`` of them to one); null where it is no such number.
export function points(text, unit) {
  const found = /^([-−]?)(\d{1,9})(?:[.,](\d{1,9}))?$/.exec(text)
  if (!found) return null
  const digits = found[3] ?? ''
  const top = BigInt(found[2] + digits) * BigInt(unit)
  const bottom = 10n ** BigInt(digits.length)
  return top % bottom ? null : (found[1] ? -1n : 1n) * (top / bottom)
}

// For each marked key what its mark counts: ``marks`` maps keys to 1, to stored points, or to the rank from 0.
function shares(marks, { ballot, utility }) {
  const plain = utility === null || utility === 'cost' || utility === 'cardinality'
  const worth = (value) => {
    if (ballot === 'ordinal') return plain ? 1n : BigInt(marks.size) - 1n - value
    if (ballot === 'cumulative' || ballot === 'scoring') return plain ? BigInt(value > 0n) : value
    return 1n
  }
  return new Map([...marks].map(([key, value]) => [key, worth(value) > 0n ? worth(value) : 0n]))
}

// What each winner that is marked took from this voter, [round, how, amount], and what the voter still holds.
export function paidBy(marks, numbers) {
  let purse = numbers.endowment ? exact(numbers.endowment) : ZERO
  let last = ZERO
  const share = shares(marks, numbers)
  const paid = []
  for (const round of numbers.rounds.filter((each) => marks.has(each.key))) {
    if (!numbers.individual) {
      paid.push([round, ...evenly(round, numbers)])
    } else if (!round.price) {
      paid.push([round, round.stage in numbers.words.aside ? round.stage : 'free', ZERO])
    } else if (numbers.rule === 'phragmen') {
      paid.push([round, 'paid', minus(exact(round.price), last)])
      last = exact(round.price)
    } else {
      const price = exact(round.price)
      const full = { top: price.top * share.get(round.key), bottom: price.bottom }
      const all = less(purse, full)
      const amount = all ? purse : full
      paid.push([round, share.get(round.key) === 0n ? 'unscored' : amount.top === 0n ? 'unpaid' : all ? 'paid_rest' : 'paid', amount])
      purse = minus(purse, amount)
    }
  }
  return { paid, purse }
}

// Under rules that take no money from voters: an even part of the cost where marks are alike, else only that it won.
function evenly(round, { ballot, options, unit }) {
  if (['cumulative', 'scoring', 'ordinal'].includes(ballot)) return [ballot === 'ordinal' ? 'ranked' : 'scored', ZERO]
  return ['shared', { top: BigInt(round.amount) * BigInt(unit), bottom: 100n * BigInt(options[round.key].votes || 1) }]
}
