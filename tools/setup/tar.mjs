import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

const BLOCK = 512

/**
 * Writes one file out of a `.tgz` archive to disk, streaming.
 * @param {string} archive
 * @param {string} entry its path inside the archive, at most 100 characters
 * @param {string} target
 */
export async function extractFromTarball(archive, entry, target) {
  let found = false
  await pipeline(
    createReadStream(archive),
    createGunzip(),
    async function* (source) {
      for await (const piece of entryContent(source, entry)) {
        found = true
        yield piece
      }
    },
    createWriteStream(target),
  )
  if (!found) throw new Error(`${archive} holds no ${entry}`)
}

/**
 * The content of one entry of a tar stream, piece by piece.
 * @param {AsyncIterable<Buffer>} source
 * @param {string} entry
 */
async function* entryContent(source, entry) {
  /** @type {Buffer} */
  let rest = Buffer.alloc(0)
  let remaining = 0
  let padding = 0
  let isWanted = false
  for await (const chunk of source) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk
    while (rest.length > 0) {
      if (remaining > 0) {
        const piece = rest.subarray(0, remaining)
        remaining -= piece.length
        rest = rest.subarray(piece.length)
        if (isWanted) yield piece
      } else if (padding > 0) {
        const skipped = Math.min(padding, rest.length)
        padding -= skipped
        rest = rest.subarray(skipped)
      } else {
        if (rest.length < BLOCK) break
        const name = text(rest, 0, 100)
        const size = Number.parseInt(text(rest, 124, 12).trim() || '0', 8)
        isWanted = name === entry
        remaining = size
        padding = (BLOCK - (size % BLOCK)) % BLOCK
        rest = rest.subarray(BLOCK)
      }
    }
  }
}

/**
 * A field of a tar header: text up to the first zero byte.
 * @param {Buffer} header
 * @param {number} start
 * @param {number} length
 */
function text(header, start, length) {
  const field = header.subarray(start, start + length)
  const end = field.indexOf(0)
  return field.toString('latin1', 0, end < 0 ? length : end)
}
