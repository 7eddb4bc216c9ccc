/** Sizes that Windows asks for, in pixels. */
export const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256]

/** What macOS asks for: the type of each entry, and its size in pixels. Types 11 to 14 are for dense displays. */
export const ICNS_TYPES = /** @type {Array<[type: string, size: number]>} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic07', 128],
  ['ic08', 256],
  ['ic09', 512],
  ['ic11', 32],
  ['ic12', 64],
  ['ic13', 256],
  ['ic14', 512],
  ['ic10', 1024],
])

/**
 * A Windows icon: a directory of pictures, then the pictures as PNG.
 * @param {(size: number) => Buffer} pictureOf
 */
export function packIco(pictureOf) {
  const pictures = ICO_SIZES.map((size) => ({ size, png: pictureOf(size) }))
  const head = Buffer.alloc(6 + 16 * pictures.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(pictures.length, 4)
  let offset = head.length
  for (const [index, { size, png }] of pictures.entries()) {
    const at = 6 + 16 * index
    // 256 does not fit into a byte, and is written as 0.
    head.writeUInt8(size % 256, at)
    head.writeUInt8(size % 256, at + 1)
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(png.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...pictures.map(({ png }) => png)])
}

/**
 * A macOS icon: records of a type, a length that counts its own eight bytes, and a PNG.
 * @param {(size: number) => Buffer} pictureOf
 */
export function packIcns(pictureOf) {
  const records = ICNS_TYPES.flatMap(([type, size]) => {
    const png = pictureOf(size)
    return [record(type, png.length), png]
  })
  const length = records.reduce((sum, { length }) => sum + length, 0)
  return Buffer.concat([record('icns', length), ...records])
}

/**
 * @param {string} type four characters
 * @param {number} length of what follows, in bytes
 */
function record(type, length) {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(8 + length, 4)
  return head
}
