import { constants } from 'node:fs'
import { open } from 'node:fs/promises'

/**
 * The text of a file of at most so many MB. It is opened without waiting: a pipe that nobody writes to would hold up all
 * reading of files, and with it the start.
 */
export async function readText(file: string, mostMegabytes: number): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw new Error('it is not a file')
    if (found.size > mostMegabytes * 1024 * 1024) throw new Error(`it is larger than ${mostMegabytes} MB`)
    return await handle.readFile('utf8')
  } finally {
    await handle.close()
  }
}
