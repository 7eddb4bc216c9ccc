import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { SetupError } from './say.mjs'

/**
 * Refuses a file whose content is not the pinned one.
 * @param {string} file
 * @param {string} integrity in the form `sha512-<base64>`, as npm writes it
 */
export async function verifyIntegrity(file, integrity) {
  const [algorithm = ''] = integrity.split('-', 1)
  const hash = createHash(algorithm)
  await pipeline(createReadStream(file), hash)
  const found = `${algorithm}-${hash.digest('base64')}`
  if (found === integrity) return
  throw new SetupError(
    `The downloaded runtime is not the expected one.\n  expected ${integrity}\n  received ${found}`,
    'start again. If it happens again, something between you and the registry changes the file. Use another network, or set POSTERN_ELECTRON to an Electron of your own.',
  )
}
