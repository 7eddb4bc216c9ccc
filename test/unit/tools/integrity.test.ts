import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { verifyIntegrity } from '../../../tools/setup/integrity.mjs'
import { temporaryFolder } from './temporaryFolder.ts'

async function fileWith(text: string): Promise<string> {
  const file = join(await temporaryFolder(), 'download.tgz')
  await writeFile(file, text)
  return file
}

function integrityOf(text: string): string {
  return `sha512-${createHash('sha512').update(text).digest('base64')}`
}

it('accepts the file that was pinned', async () => {
  await expect(verifyIntegrity(await fileWith('runtime'), integrityOf('runtime'))).resolves.toBeUndefined()
})

it('refuses any other file, and shows both hashes', async () => {
  const wrong = verifyIntegrity(await fileWith('something else'), integrityOf('runtime'))
  await expect(wrong).rejects.toThrow(integrityOf('runtime'))
  await expect(wrong).rejects.toThrow(integrityOf('something else'))
})
