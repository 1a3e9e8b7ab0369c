// Draws the plots of a result. Every plot has its table beside it; a browser without scripts shows the tables alone.
import { fill, money } from './amounts.js'

const css = getComputedStyle(document.documentElement)
const colour = (name) => css.getPropertyValue(`--${name}`).trim()
const INK = colour('ink')
const LINE = colour('rule')
const SERIES = ['azurite', 'amber', 'jade', 'cinnabar', 'azurite-mid', 'azurite-dark', 'cinnabar-dark', 'rule-strong'].map(colour)
const text = { color: INK, fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 15 }
const axis = { axisLabel: { ...text, hideOverlap: true }, axisLine: { lineStyle: { color: LINE } }, splitLine: { lineStyle: { color: LINE } } }
const TIP = { trigger: 'item', renderMode: 'richText', confine: true }
const narrow = () => window.innerWidth < 640

// As much of a text as fits into so many pixels.
function fit(title, room, size = 15) {
  let width = 0
  for (const [at, sign] of [...title].entries()) {
    width += sign > '\u2e7f' ? size : size * 0.58
    if (width > room) return `${[...title].slice(0, Math.max(1, at - 1)).join('')}…`
  }
  return title
}

function budget({ rounds, options, left, amount, words, currency }, width) {
  const parts = rounds.map((round) => [options[round.key].title, round.amount])
  const bar = (name, fen, style) => {
    const room = (fen / amount) * (width - 24) - 12
    return {
      name, type: 'bar', stack: 'all', barWidth: 46, data: [fen], itemStyle: { borderColor: '#fff', borderWidth: 1, ...style },
      label: { show: room > 60, formatter: () => fit(name, room), color: style ? INK : '#fff' },
    }
  }
  return {
    grid: { left: 8, right: 16, top: 8, bottom: 28 },
    xAxis: { type: 'value', max: amount, ...axis, axisLabel: { ...axis.axisLabel, formatter: (fen) => money(Math.round(fen), currency) }, splitNumber: narrow() ? 2 : 4 },
    yAxis: { type: 'category', data: [''], show: false },
    tooltip: { ...TIP, formatter: ({ seriesName, value }) => `${seriesName} ${money(value, currency)}` },
    series: [...parts.map(([name, fen]) => bar(name, fen)), bar(words.left, left, { color: colour('trough') })],
  }
}

const LEGEND = { item: 190, narrow: 150, row: 28 }

function support({ support: lines, options, words }, width) {
  const item = narrow() ? LEGEND.narrow : LEGEND.item
  const above = Math.ceil(lines.length / Math.max(1, Math.floor(width / item))) * LEGEND.row + 20
  return {
    height: 340 + above,
    grid: { left: 8, right: 24, top: above, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, itemGap: 12, textStyle: { ...text, width: item - 50, overflow: 'truncate', lineHeight: LEGEND.row - 12 } },
    xAxis: { type: 'category', data: lines[0][1].map((_, at) => fill(words.round, { n: at + 1 })), ...axis },
    yAxis: { type: 'value', ...axis, min: 0, axisLabel: { ...axis.axisLabel, formatter: '{value}%' } },
    tooltip: { ...TIP, formatter: ({ seriesName, name, value }) => `${seriesName} ${name} ${value}%` },
    series: lines.map(([key, values], at) => ({
      name: options[key].title, type: 'line', symbolSize: 8, connectNulls: false, data: values.map((each) => (each === null ? null : each / 10)),
      lineStyle: { width: 2, type: ['solid', 'dashed', 'dotted'][Math.floor(at / SERIES.length) % 3] },
      markLine: at ? undefined : { silent: true, symbol: 'none', lineStyle: { color: colour('cinnabar'), width: 2 }, label: { show: false }, data: [{ yAxis: 100 }] },
    })),
  }
}

// Nodes go by a mark of their own: two groups, or a group and a project, may share a name.
function flows({ flows: groups, rounds, options, currency }, width) {
  const paying = groups.filter(({ money: paid }) => Object.values(paid).some((fen) => fen > 0))
  const paidFor = new Set(paying.flatMap(({ money: paid }) => Object.keys(paid)))
  const winners = rounds.map(({ key }) => key).filter((key) => paidFor.has(key))
  const called = new Map([...paying.map(({ name }, at) => [`g${at}`, name]), ...winners.map((key) => [`p${key}`, options[key].title])])
  const right = Math.round(width * 0.4)
  return {
    height: Math.max(420, 30 * Math.max(paying.length, winners.length)),
    tooltip: { ...TIP, formatter: ({ data, name, value }) => (data.source ? `${called.get(data.source)} → ${called.get(data.target)} ${money(data.value, currency)}` : `${called.get(name)} ${money(value, currency)}`) },
    series: [{
      type: 'sankey', left: 4, right, top: 10, bottom: 10, nodeGap: 18, nodeWidth: 14, layoutIterations: 0, draggable: false, emphasis: { focus: 'adjacency' },
      label: { ...text, fontSize: 14, formatter: ({ name }) => fit(called.get(name), name.startsWith('g') ? width - right - 60 : right - 14, 14) },
      lineStyle: { color: 'source', opacity: 0.35 },
      data: [...called.keys()].map((name) => ({ name, depth: name.startsWith('g') ? 0 : 1 })),
      links: paying.flatMap(({ money: paid }, at) => Object.entries(paid).map(([key, fen]) => ({ source: `g${at}`, target: `p${key}`, value: fen }))),
    }],
  }
}

function utility({ histogram, words }) {
  return {
    grid: { left: 8, right: 16, top: 28, bottom: 8, containLabel: true },
    xAxis: { type: 'category', data: histogram.map((_, n) => fill(words.winners, { n })), ...axis },
    yAxis: { type: 'value', minInterval: 1, ...axis },
    series: [{
      name: words.people, type: 'bar', barMaxWidth: 60, label: { show: histogram.length <= 12, position: 'top', ...text }, labelLayout: { hideOverlap: true },
      data: histogram.map((voters, n) => ({ value: voters, itemStyle: { color: colour(n ? 'azurite' : 'cinnabar') } })),
    }],
  }
}

const PLOTS = { budget, support, flows, utility }

// A phone has no room for the flows; their table says the same.
const tooSmall = (place) => place.dataset.plot === 'flows' && narrow()

const drawn = []

function draw(chart, place, numbers, width) {
  const { height, ...option } = PLOTS[place.dataset.plot](numbers, width)
  if (height) place.style.height = `${height}px`
  const label = { description: place.getAttribute('aria-label') }
  chart.resize({ width })
  chart.setOption({ color: SERIES, textStyle: text, animation: false, aria: { enabled: true, label }, ...option }, true)
  chart.getZr().flush()
}

export function drawPlots(numbers) {
  if (!window.echarts) return
  for (const place of document.querySelectorAll('[data-plot]')) {
    if (tooSmall(place)) continue
    place.classList.add('plot--drawn')
    const chart = window.echarts.init(place, null, { renderer: 'svg' })
    const redraw = (width) => draw(chart, place, numbers, width ?? place.clientWidth)
    redraw()
    let last = place.clientWidth
    new ResizeObserver(() => {
      if (place.clientWidth !== last) redraw()
      last = place.clientWidth
    }).observe(place)
    drawn.push(redraw)
  }
}

// The width of the sheet while it is printed, the page's own afterwards.
export function fitPlots(width) {
  for (const redraw of drawn) redraw(width)
}
