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
const short = (title, most = 10) => (title.length > most ? `${title.slice(0, most)}…` : title)

function budget({ rounds, options, left, amount, words, currency }) {
  const parts = rounds.map((round) => [options[round.key].title, round.amount])
  const bar = (name, fen, style) => ({
    name, type: 'bar', stack: 'all', barWidth: 46, data: [fen], itemStyle: { borderColor: '#fff', borderWidth: 1, ...style },
    label: { show: fen * (window.innerWidth < 640 ? 3 : 7) > amount, formatter: () => short(name, 6), color: style ? INK : '#fff' },
  })
  return {
    grid: { left: 8, right: 16, top: 8, bottom: 28 },
    xAxis: { type: 'value', max: amount, ...axis, axisLabel: { ...axis.axisLabel, formatter: (fen) => money(Math.round(fen), currency) }, splitNumber: 4 },
    yAxis: { type: 'category', data: [''], show: false },
    tooltip: { ...TIP, formatter: ({ seriesName, value }) => `${seriesName} ${money(value, currency)}` },
    series: [...parts.map(([name, fen]) => bar(name, fen)), bar(words.left, left, { color: colour('trough') })],
  }
}

function support({ support: lines, options, words }) {
  const rounds = Object.values(lines)[0].length
  return {
    grid: { left: 8, right: 24, top: 56, bottom: 8, containLabel: true },
    legend: { type: 'scroll', top: 0, textStyle: text, formatter: (name) => short(name, window.innerWidth < 640 ? 5 : 10) },
    xAxis: { type: 'category', data: Array.from({ length: rounds }, (_, at) => fill(words.round, { n: at + 1 })), ...axis },
    yAxis: { type: 'value', ...axis, min: 0, axisLabel: { ...axis.axisLabel, formatter: '{value}%' } },
    tooltip: { ...TIP, formatter: ({ seriesName, name, value }) => `${seriesName} ${name} ${value}%` },
    series: Object.entries(lines).map(([key, values], at) => ({
      name: options[key].title, type: 'line', symbolSize: 8, connectNulls: false, data: values.map((each) => (each === null ? null : each / 10)),
      lineStyle: { width: 2, type: ['solid', 'dashed', 'dotted'][Math.floor(at / SERIES.length) % 3] },
      markLine: at ? undefined : { silent: true, symbol: 'none', lineStyle: { color: colour('cinnabar'), width: 2 }, label: { show: false }, data: [{ yAxis: 100 }] },
    })),
  }
}

// Nodes go by a mark of their own: two groups, or a group and a project, may share a name.
function flows({ flows: groups, options, currency }) {
  const narrow = window.innerWidth < 640
  const paying = groups.filter(({ money: paid }) => Object.values(paid).some((fen) => fen > 0))
  const winners = [...new Set(paying.flatMap(({ money: paid }) => Object.keys(paid)))]
  const called = new Map([...paying.map(({ name }, at) => [`g${at}`, name]), ...winners.map((key) => [`p${key}`, options[key].title])])
  return {
    tooltip: { ...TIP, formatter: ({ data, name, value }) => (data.source ? `${called.get(data.source)} → ${called.get(data.target)} ${money(data.value, currency)}` : `${called.get(name)} ${money(value, currency)}`) },
    series: [{
      type: 'sankey', left: 4, right: narrow ? 90 : 220, top: 8, bottom: 8, nodeGap: 10, nodeWidth: 14, draggable: false, emphasis: { focus: 'adjacency' },
      label: { ...text, fontSize: 14, formatter: ({ name }) => short(called.get(name), narrow ? 8 : 18) },
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
      name: words.people, type: 'bar', barMaxWidth: 60, label: { show: histogram.length <= 12, position: 'top', ...text },
      data: histogram.map((voters, n) => ({ value: voters, itemStyle: { color: colour(n ? 'azurite' : 'cinnabar') } })),
    }],
  }
}

const PLOTS = { budget, support, flows, utility }

export function drawPlots(numbers) {
  if (!window.echarts) return
  for (const place of document.querySelectorAll('[data-plot]')) {
    const described = place.getAttribute('aria-label')
    const option = { color: SERIES, textStyle: text, animation: false, aria: { enabled: true, label: { description: described } }, ...PLOTS[place.dataset.plot](numbers) }
    place.classList.add('plot--drawn')
    const chart = window.echarts.init(place, null, { renderer: 'svg' })
    chart.setOption(option)
    new ResizeObserver(() => chart.resize()).observe(place)
  }
}
