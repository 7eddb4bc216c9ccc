import { open, rm, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'

/** A file for its user alone, which is not there before. Text that is written to it is on the disk when that resolves. */
export interface SecretFile {
  write(text: string): Promise<void>
  /** Closes the file. One that nothing was written to goes. */
  close(): Promise<void>
}

/** @throws what the system says, `EEXIST` where the file is there already */
export async function createSecretFile(path: string): Promise<SecretFile> {
  const handle = await open(path, 'wx', 0o600)
  let isWritten = false
  return {
    async write(text) {
      await handle.writeFile(text)
      // From here on the file stays, whatever the disk says: it may hold the only copy.
      isWritten = true
      await handle.sync()
      await syncFolder(path)
    },
    async close() {
      await handle.close()
      if (!isWritten) await rm(path, { force: true })
    },
  }
}

/** So that the name lasts as the content does. Windows has no such thing. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle | null = null
  try {
    folder = await open(dirname(path), 'r')
    await folder.sync()
  } catch {
    // The content is on the disk, which is what counts.
  } finally {
    await folder?.close()
  }
}
