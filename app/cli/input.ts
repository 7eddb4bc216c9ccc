import { codeOf, messageOf } from '../contract/thrown.ts'
import { createReadStream } from 'node:fs'
import { CommandError } from './io.ts'

/** What is read is held as one text, and Node's texts end soon after this. */
const LONGEST_BYTES = 256 * 1024 * 1024

/** All of a file; `what` names it in an error. */
export async function readInput(path: string, what: string): Promise<Uint8Array> {
  try {
    return await collected(createReadStream(path), `${what} ${path}`)
  } catch (error) {
    if (error instanceof CommandError) throw error
    throw new CommandError(`${what} ${path} is unreadable: ${reasonOf(error)}.`)
  }
}

/** All that a stream gives, which may have no end. */
export async function collected(stream: AsyncIterable<unknown>, what: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue
    bytes += chunk.length
    if (bytes > LONGEST_BYTES)
      throw new CommandError(`${what} is longer than 256 MB, the most that Postern reads.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** As it is, a byte order mark included. Other bytes than those of UTF-8 are refused, since they would be changed. */
export function utf8Of(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new CommandError(`${what} is not UTF-8 text. Save it as UTF-8.`)
  }
}

const REASONS: Partial<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
}

function reasonOf(error: unknown): string {
  return REASONS[codeOf(error) ?? ''] ?? messageOf(error)
}
