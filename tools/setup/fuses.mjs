/** Where the fuse wire stands in Electron's binary: after this text come a version byte, a length byte and the fuses. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
const WIRE_VERSION = 1
const REMOVED = 'r'.charCodeAt(0)

/** The place of each fuse on the wire (version 1 of the wire). */
export const fuse = {
  enableNodeCliInspectArguments: 3,
  loadBrowserProcessSpecificV8Snapshot: 6,
}

/**
 * Sets fuses in the bytes of an Electron binary, in place.
 * @param {Buffer} binary
 * @param {Array<[place: number, on: boolean]>} settings
 */
export function setFuses(binary, settings) {
  const start = binary.indexOf(SENTINEL)
  if (start < 0) throw new Error('The binary has no fuse wire; it is not Electron 12 or newer')
  const wire = start + SENTINEL.length
  const version = binary[wire]
  const length = binary[wire + 1] ?? 0
  if (version !== WIRE_VERSION)
    throw new Error(`The fuse wire has version ${version}, and ${WIRE_VERSION} was expected`)
  for (const [place, on] of settings) {
    if (place >= length)
      throw new Error(`The fuse wire has ${length} fuses, and number ${place} was asked for`)
    const at = wire + 2 + place
    if (binary[at] === REMOVED) throw new Error(`Fuse ${place} has been removed from this Electron`)
    binary[at] = (on ? '1' : '0').charCodeAt(0)
  }
}
