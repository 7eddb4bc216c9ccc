import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ICNS_TYPES, ICO_SIZES, packIcns, packIco } from '../../../tools/icons/containers.mjs'

const build = join(import.meta.dirname, '../../../build')
const png = (size: number) => readFileSync(join(build, 'icons', `${size}x${size}.png`))

/** Width and height, as the PNG itself says. */
function sizeOf(picture: Buffer): [number, number] {
  expect(picture.subarray(1, 4).toString()).toBe('PNG')
  return [picture.readUInt32BE(16), picture.readUInt32BE(20)]
}

describe('the icons', () => {
  it.each([16, 24, 32, 48, 64, 128, 256, 512, 1024])('have a picture of %i pixels', (size) => {
    expect(sizeOf(png(size))).toEqual([size, size])
  })

  it('are packed for Windows, each picture where the directory says', () => {
    const icon = readFileSync(join(build, 'icon.ico'))
    expect(icon).toEqual(packIco(png))
    expect(icon.readUInt16LE(4)).toBe(ICO_SIZES.length)
    for (const [index, size] of ICO_SIZES.entries()) {
      const entry = icon.subarray(6 + 16 * index)
      const start = entry.readUInt32LE(12)
      expect(entry.readUInt8(0) || 256).toBe(size)
      expect(sizeOf(icon.subarray(start, start + entry.readUInt32LE(8)))).toEqual([size, size])
    }
  })

  it('are packed for macOS, each record as long as it says', () => {
    const icon = readFileSync(join(build, 'icon.icns'))
    expect(icon).toEqual(packIcns(png))
    expect(icon.toString('latin1', 0, 4)).toBe('icns')
    expect(icon.readUInt32BE(4)).toBe(icon.length)
    let at = 8
    for (const [type, size] of ICNS_TYPES) {
      expect(icon.toString('latin1', at, at + 4)).toBe(type)
      expect(sizeOf(icon.subarray(at + 8))).toEqual([size, size])
      at += icon.readUInt32BE(at + 4)
    }
    expect(at).toBe(icon.length)
  })
})
