// Amounts as the pages write them: fen in, ¥1,234.50 or PLN 1,234.50 out.
export function money(fen, currency) {
  const whole = BigInt(fen)
  const yuan = (whole / 100n).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  const rest = (whole % 100n).toString().padStart(2, '0')
  const text = rest === '00' ? yuan : `${yuan}.${rest}`
  return currency ? `${currency} ${text}` : `¥${text}`
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
}
