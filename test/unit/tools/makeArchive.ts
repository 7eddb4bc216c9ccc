import { deflateRawSync } from 'node:zlib'

export interface ZipContent {
  name: string
  content: string
  mode: number
  deflate?: boolean
}

/** A zip archive as a Unix program writes it, without check sums. */
export function zipWith(entries: ZipContent[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, mode, deflate = false } of entries) {
    const data = deflate ? deflateRawSync(content) : Buffer.from(content)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(deflate ? 8 : 0, 8)
    local.writeUInt16LE(name.length, 26)
    // Local headers may carry extra bytes that the directory does not mention.
    const extra = Buffer.from('extra')
    local.writeUInt16LE(extra.length, 28)
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(deflate ? 8 : 0, 10)
    central.writeUInt32LE(data.length, 20)
    central.writeUInt16LE(name.length, 28)
    central.writeUInt32LE(mode * 0x10000, 38)
    central.writeUInt32LE(offset, 42)
    const body = Buffer.concat([local, Buffer.from(name), extra, data])
    bodies.push(body)
    directory.push(central, Buffer.from(name))
    offset += body.length
  }
  const listing = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, listing, end])
}

/** A tar archive of ordinary files. */
export function tarWith(files: [name: string, content: string][]): Buffer {
  const blocks = files.flatMap(([name, content]) => {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write(Buffer.byteLength(content).toString(8).padStart(11, '0'), 124)
    const padding = Buffer.alloc((512 - (Buffer.byteLength(content) % 512)) % 512)
    return [header, Buffer.from(content), padding]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
