import { randomBytes, randomUUID } from 'node:crypto'
import { open, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { PosternError } from '../contract/errors.ts'
import { reasonOf } from './quarantine.ts'

/**
 * Under its name the file appears when it is whole; until then what has that name stays as it is. `fill` writes it under
 * another name, which nobody else has, and says whether it is to be kept.
 * @throws PosternError file-unavailable
 */
export async function writeWhole(path: string, fill: (part: string) => Promise<boolean>): Promise<void> {
  // Where a link has the name, the file that it leads to is meant.
  const target = await realpath(path).catch(() => path)
  const part = `${target}.${randomBytes(4).toString('hex')}.part`
  try {
    if (await fill(part)) await rename(part, target)
  } catch (error) {
    throw unwritten(path, error)
  } finally {
    await rm(part, { force: true })
  }
}

/** What has words of its own keeps them. */
function unwritten(path: string, error: unknown): PosternError {
  if (error instanceof PosternError) return error
  return new PosternError(
    'file-unavailable',
    `Postern could not write ${basename(path)}: ${reasonOf(error)}.`,
    'Choose another folder, or make room on the disk.',
    { cause: error },
  )
}

export function unread(name: string, error: unknown): PosternError {
  if (error instanceof PosternError) return error
  return new PosternError(
    'file-unavailable',
    `Postern could not read ${name}: ${reasonOf(error)}.`,
    'Check that it is still there and that you may read it.',
    { cause: error },
  )
}

/** Writes beside the file, makes sure that it is on the disk, and only then lets it take the file's place. */
export async function replaceFile(file: string, text: string, mode: number): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`
  try {
    const handle = await open(draft, 'wx', mode)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(dirname(file))
}

/** A rename is safe from a power cut only once the folder is on the disk. Windows cannot do that, and need not. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
