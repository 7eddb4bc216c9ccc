import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, open, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

/**
 * @typedef {object} ZipEntry
 * @property {string} name
 * @property {number} mode Unix mode with the file type's bits
 * @property {number} method 0 stored, 8 deflated
 * @property {number} size compressed, in bytes
 * @property {number} offset of the local header
 */

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
/** The record at the end is 22 bytes, with a comment of up to 65,535 behind it. */
const END_REACH = 22 + 0xffff
const LOCAL_HEADER = 30
const FILE_TYPE = 0o170000
const SYMLINK = 0o120000

/**
 * Unpacks the entries that `place` gives a path for, keeping Unix modes and symbolic links. Not for zip64, encrypted or
 * split archives.
 * @param {string} archive
 * @param {string} folder
 * @param {(name: string) => string | null} place the path below `folder` for an entry, or null to leave it out
 */
export async function unzip(archive, folder, place) {
  const file = await open(archive)
  try {
    for (const entry of await readEntries(file)) {
      const path = place(entry.name)
      if (path === null) continue
      if (path.split('/').includes('..')) throw new Error(`${entry.name} points outside the archive's folder`)
      const target = join(folder, path)
      if (entry.name.endsWith('/')) await mkdir(target, { recursive: true })
      else await writeEntry(archive, file, entry, target)
    }
  } finally {
    await file.close()
  }
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @returns {Promise<ZipEntry[]>}
 */
async function readEntries(file) {
  const { size } = await file.stat()
  const reach = Math.min(size, END_REACH)
  const tail = await read(file, size - reach, reach)
  let end = tail.length - 22
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end -= 1
  if (end < 0) throw new Error('The archive is cut off: it has no directory')
  const directory = await read(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  /** @type {ZipEntry[]} */
  const entries = []
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY_SIGNATURE;) {
    const nameLength = directory.readUInt16LE(at + 28)
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      method: directory.readUInt16LE(at + 10),
      size: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/**
 * @param {string} archive
 * @param {import('node:fs/promises').FileHandle} file
 * @param {ZipEntry} entry
 * @param {string} target
 */
async function writeEntry(archive, file, entry, target) {
  await mkdir(dirname(target), { recursive: true })
  const header = await read(file, entry.offset, LOCAL_HEADER)
  const start = entry.offset + LOCAL_HEADER + header.readUInt16LE(26) + header.readUInt16LE(28)
  const raw =
    entry.size === 0 ? Readable.from([]) : createReadStream(archive, { start, end: start + entry.size - 1 })
  const content = entry.method === 8 ? raw.pipe(createInflateRaw()) : raw
  if ((entry.mode & FILE_TYPE) === SYMLINK) {
    const chunks = await content.toArray()
    await symlink(Buffer.concat(chunks).toString('utf8'), target)
    return
  }
  await pipeline(content, createWriteStream(target))
  const permissions = entry.mode & 0o777
  if (permissions) await chmod(target, permissions)
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} position
 * @param {number} length
 */
async function read(file, position, length) {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead !== length) throw new Error('The archive is cut off')
  return buffer
}
