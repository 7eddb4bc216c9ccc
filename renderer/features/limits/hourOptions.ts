import uPlot from 'uplot'
import { formatClock } from '../../ui/format.ts'

interface HourLook {
  /** In CSS pixels. */
  width: number
  limit: number | null
  colours: Partial<Record<'accent' | 'warning' | 'warning-text' | 'line' | 'text-soft' | 'failure', string>>
  /** Hears the index of the minute under the pointer; null when there is none. */
  onPoint(index: number | null): void
}

const HEIGHT = 176
/** Fewer attempts than this in a minute fill no bar. */
const LEAST_TOP = 10
const MARK = 4
const FONT = '11px "Inter Variable", system-ui, sans-serif'

/** How the last hour is drawn: a bar for each minute, its share of 429s at its foot and marked above it. */
export function hourOptions({ width, limit, colours, onPoint }: HourLook): uPlot.Options {
  const bars = uPlot.paths.bars?.({ size: [0.75, 24], align: 1, radius: 0.15 })
  const axis = {
    stroke: colours['text-soft'] ?? '',
    font: FONT,
    grid: { stroke: colours.line ?? '', width: 1 },
    ticks: { show: false },
  }
  const bar = (fill: string | undefined): uPlot.Series => ({
    fill: fill ?? '',
    width: 0,
    points: { show: false },
    ...(bars && { paths: bars }),
  })
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    // Room on the right for half of the last time, which stands beneath the very end.
    padding: [14, 20, 0, 0],
    cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { show: false } },
    scales: {
      // A bar stands behind the second at which its minute begins.
      x: { range: (_chart, first, last) => [first, last + 60] },
      y: { range: (_chart, _least, most) => [0, topOf(most, limit)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        space: 90,
        values: (_chart, seconds) => seconds.map((each) => formatClock(each * 1000).slice(0, 5)),
      },
      {
        ...axis,
        label: 'attempts',
        labelFont: FONT,
        labelSize: 18,
        size: 34,
        space: 36,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
      },
    ],
    series: [{}, bar(colours.accent), bar(colours.warning)],
    hooks: {
      draw: [
        (chart) => {
          markLimited(chart, colours['warning-text'] ?? '')
          if (limit !== null) drawLimit(chart, limit, colours.failure ?? '')
        },
      ],
      setCursor: [
        (chart) => {
          onPoint(chart.cursor.idx ?? null)
        },
      ],
    },
  }
}

/** The line of the limit is shown once the bars come near it; before, it would make them small. */
function topOf(most: number, limit: number | null): number {
  const top = Math.max(LEAST_TOP, most * 1.1)
  return limit !== null && top > limit / 2 ? Math.max(top, limit * 1.1) : top
}

/** A triangle above each minute with a 429, because colour alone tells nothing to some. */
function markLimited(chart: uPlot, colour: string): void {
  const [seconds, sent, limited] = chart.data
  const ratio = window.devicePixelRatio
  const next = seconds[1] ?? 0
  const half = (chart.valToPos(next, 'x', true) - chart.valToPos(seconds[0] ?? 0, 'x', true)) / 2
  const { ctx } = chart
  ctx.save()
  ctx.fillStyle = colour
  seconds.forEach((second, index) => {
    if (!limited?.[index]) return
    const x = chart.valToPos(second, 'x', true) + half * 0.75
    const y = chart.valToPos(sent?.[index] ?? 0, 'y', true) - 3 * ratio
    ctx.beginPath()
    ctx.moveTo(x - MARK * ratio, y)
    ctx.lineTo(x + MARK * ratio, y)
    ctx.lineTo(x, y - 1.6 * MARK * ratio)
    ctx.fill()
  })
  ctx.restore()
}

function drawLimit(chart: uPlot, limit: number, colour: string): void {
  const y = chart.valToPos(limit, 'y', true)
  const { ctx, bbox } = chart
  if (y < bbox.top) return
  const ratio = window.devicePixelRatio
  ctx.save()
  ctx.strokeStyle = colour
  ctx.lineWidth = 1.5 * ratio
  ctx.setLineDash([5 * ratio, 4 * ratio])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.restore()
}
