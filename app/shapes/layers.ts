import { addText, emptySymbols, LONGEST_ESCAPE, MOST_LAYERS, undoEscapes, type Symbols } from './symbols.ts'

/** Told of symbols of one layer, those before `begin` having been told before. */
type LayerVisitor = (symbols: Symbols, begin: number, end: number) => void

/** Characters that are looked at together. */
const BLOCK = 32_768
/** As far as an escape of escapes of escapes may reach; beyond that nobody writes one in earnest. */
const AHEAD = LONGEST_ESCAPE ** 3

interface Buffers {
  history: number
  raw: Symbols
  layers: Symbols[]
}

/** A secret reaches over one end of a block, not over two, even if each of its characters is an escape. */
function blockOf(history: number): number {
  return Math.max(BLOCK, 4 * history)
}

/** Kept from text to text, since there are many short ones. */
let kept: Buffers = { history: -1, raw: emptySymbols(0), layers: [] }

function buffersFor(history: number): Buffers {
  if (history > kept.history) {
    const size = blockOf(history) + AHEAD
    const layers = Array.from({ length: MOST_LAYERS }, () => emptySymbols(history + size))
    kept = { history, raw: emptySymbols(size), layers }
  }
  for (const layer of kept.layers) layer.count = 0
  return kept
}

/**
 * Reads a text around its escapes, with one layer of them undone, then two and so on, as far as there are any. The last
 * `history` symbols before those that are told are there too, and so many behind an escape are told. The memory does not
 * grow with the text, and the time no more than the text does.
 */
export function readLayers(text: string, history: number, visit: LayerVisitor): void {
  const next = escapeFinder(text)
  let at = next(0)
  if (at === -1) return
  const { raw, layers } = buffersFor(history)
  let done = 0
  let deepest = 0
  while (at !== -1) {
    if (at > done) {
      // No escape is so near that it could be part of the same secret.
      deepest = 0
      for (const layer of layers) {
        layer.count = 0
        addText(layer, text, Math.max(done, at - history), at)
      }
    }
    const size = blockOf(history)
    const escape = next(at)
    const hasEscapes = escape !== -1 && escape < at + size
    const blockEnd = Math.min(text.length, at + (hasEscapes ? size : history))
    raw.count = 0
    addText(raw, text, at, Math.min(text.length, blockEnd + AHEAD))
    const block = undoBlock(raw, layers, deepest, blockEnd, history, visit)
    done = block.done
    deepest = block.deepest
    const near = next(done - history)
    at = done < text.length && near !== -1 && near < done ? done : next(done)
  }
}

/**
 * Returns up to where the text has been read: a place where no escape of any layer is cut. A layer that was there in the
 * block before is read on, since a secret may go on here.
 */
function undoBlock(
  raw: Symbols,
  layers: readonly Symbols[],
  before: number,
  blockEnd: number,
  history: number,
  visit: LayerVisitor,
): { done: number; deepest: number } {
  const begins = layers.map(({ count }) => count)
  let from = raw
  let begin = 0
  let made = 0
  let deepest = 0
  for (const [depth, layer] of layers.entries()) {
    const first = begins[depth] ?? 0
    const hasFurther = undoEscapes(from, begin, layer)
    const isChanged = layer.count - first !== from.count - begin
    if (!isChanged && depth >= before) {
      layer.count = first
      break
    }
    from = layer
    begin = first
    made = depth + 1
    if (isChanged) deepest = made
    if (!hasFurther && made >= before) break
  }
  const done = from.starts[indexOf(from, begin, blockEnd)] ?? blockEnd
  const told = indexOf(from, begin, done)
  // The deeper layers read as this one does here.
  for (const layer of layers.slice(made)) {
    addSymbols(layer, from, Math.max(begin, told - history), told)
    forget(layer, history)
  }
  for (const [depth, layer] of layers.slice(0, made).entries()) {
    const first = begins[depth] ?? 0
    const end = indexOf(layer, first, done)
    visit(layer, first, end)
    layer.count = end
    forget(layer, history)
  }
  return { done, deepest }
}

/** The first symbol from `begin` on that stands at that place of the text or behind it. */
function indexOf({ starts, count }: Symbols, begin: number, place: number): number {
  let at = count
  while (at > begin && (starts[at - 1] ?? 0) >= place) at -= 1
  return at
}

function addSymbols(layer: Symbols, from: Symbols, begin: number, end: number): void {
  layer.units.set(from.units.subarray(begin, end), layer.count)
  layer.starts.set(from.starts.subarray(begin, end + 1), layer.count)
  layer.count += end - begin
}

/** All but the last ones. */
function forget(layer: Symbols, history: number): void {
  const excess = layer.count - history
  if (excess <= 0) return
  layer.units.copyWithin(0, excess, layer.count)
  layer.starts.copyWithin(0, excess, layer.count + 1)
  layer.count = history
}

/** Where the next escape may begin, at a place or behind it; -1 when there is none. Asked for places in their order. */
function escapeFinder(text: string): (from: number) => number {
  const places = ['%', '\\', '&'].map((begin) => ({ begin, next: text.indexOf(begin) }))
  return (from) => {
    let nearest = -1
    for (const place of places) {
      if (place.next !== -1 && place.next < from) place.next = text.indexOf(place.begin, from)
      if (place.next !== -1 && (nearest === -1 || place.next < nearest)) nearest = place.next
    }
    return nearest
  }
}
