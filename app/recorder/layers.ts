import { addText, emptySymbols, LONGEST_ESCAPE, MOST_LAYERS, undoEscapes, type Symbols } from './symbols.ts'

/** Told of symbols of one layer, those before `begin` having been told before. */
export type LayerVisitor = (symbols: Symbols, begin: number, end: number) => void

/** Characters that are looked at together. */
const BLOCK = 8192
/** As far as an escape of escapes of escapes may reach; beyond that nobody writes one in earnest. */
const AHEAD = LONGEST_ESCAPE ** 3

/**
 * Reads a text around its escapes, with one layer of them undone, then two and so on, as far as there are any. The last
 * `history` symbols before those that are told are there too. The memory does not grow with the text, and the time no
 * more than the text does.
 */
export function createLayers(history: number): (text: string, visit: LayerVisitor) => void {
  let buffers: { raw: Symbols; layers: Symbols[] } | null = null

  return (text, visit) => {
    const next = escapeFinder(text)
    let at = next(0)
    if (at === -1) return
    buffers ??= {
      raw: emptySymbols(BLOCK + AHEAD),
      layers: Array.from({ length: MOST_LAYERS }, () => emptySymbols(history + BLOCK + AHEAD)),
    }
    const { raw, layers } = buffers
    for (const layer of layers) layer.count = 0
    for (let done = 0; at !== -1; at = next(done)) {
      for (const layer of layers) addHistory(layer, text, Math.max(done, at - history), at, history)
      const blockEnd = Math.min(text.length, at + BLOCK)
      raw.count = 0
      addText(raw, text, at, Math.min(text.length, blockEnd + AHEAD))
      done = undoBlock(raw, layers, blockEnd, history, visit)
    }
  }
}

/** Returns up to where the text has been read: a place where no escape of any layer is cut. */
function undoBlock(
  raw: Symbols,
  layers: readonly Symbols[],
  blockEnd: number,
  history: number,
  visit: LayerVisitor,
): number {
  const begins = layers.map(({ count }) => count)
  let deepest = raw
  let deepestBegin = 0
  let made = 0
  for (const [depth, layer] of layers.entries()) {
    const hasFurther = undoEscapes(deepest, deepestBegin, layer)
    deepest = layer
    deepestBegin = begins[depth] ?? 0
    made = depth + 1
    if (!hasFurther) break
  }
  const done = deepest.starts[indexOf(deepest, deepestBegin, blockEnd)] ?? blockEnd
  const told = indexOf(deepest, deepestBegin, done)
  // The deeper layers read as this one does here.
  for (const layer of layers.slice(made))
    addSymbols(layer, deepest, Math.max(deepestBegin, told - history), told, history)
  for (const [depth, layer] of layers.slice(0, made).entries()) {
    const begin = begins[depth] ?? 0
    const end = indexOf(layer, begin, done)
    visit(layer, begin, end)
    layer.count = end
    forget(layer, history)
  }
  return done
}

/** The first symbol from `begin` on that stands at that place of the text or behind it. */
function indexOf({ starts, count }: Symbols, begin: number, place: number): number {
  let at = count
  while (at > begin && (starts[at - 1] ?? 0) >= place) at -= 1
  return at
}

function addHistory(layer: Symbols, text: string, start: number, end: number, history: number): void {
  addText(layer, text, start, end)
  forget(layer, history)
}

function addSymbols(layer: Symbols, from: Symbols, begin: number, end: number, history: number): void {
  layer.units.set(from.units.subarray(begin, end), layer.count)
  layer.starts.set(from.starts.subarray(begin, end + 1), layer.count)
  layer.count += end - begin
  forget(layer, history)
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
