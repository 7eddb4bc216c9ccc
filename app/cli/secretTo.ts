import type { Catalog } from '../catalog/catalog.ts'
import { findEndpoint } from '../catalog/routes.ts'
import { secretText } from '../contract/handedSecret.ts'
import { codeOf } from '../contract/thrown.ts'
import { listed, plural } from '../contract/words.ts'
import { createSecretFile, type SecretFile } from '../files/secretFile.ts'
import { redactFully } from '../shapes/redactFully.ts'
import { CommandError, type Io } from './io.ts'
import type { SessionOptions } from './session.ts'

/** The file of --secret-to. It is made before anything is sent, and goes where no secret came. */
export interface SecretTarget {
  handOver: NonNullable<SessionOptions['handOver']>
  /** Closes the file, and says where the secret is. False when one came that could not be written. */
  tell(): Promise<boolean>
  close(): Promise<void>
}

/** A word before a secret comes that can be read only once; empty where none is known to come. */
export function warnOfSecret(catalog: Catalog, request: { method: string; target: string }): string {
  const secret = findEndpoint(catalog, request.method, request.target)?.onceSecret
  return secret === undefined
    ? ''
    : `The API returns ${secret} in this response only. Postern redacts it. To save it, add --secret-to FILE.\n`
}

/** @throws CommandError where there is such a file already, or none can be made */
export async function openSecretTarget(path: string, io: Io): Promise<SecretTarget> {
  const file = await created(path)
  let names: readonly string[] = []
  let trouble: unknown = null
  return {
    async handOver(_id, _method, find) {
      const secrets = find()
      if (secrets.length === 0) return null
      // A name comes from the server, too.
      names = secrets.map(({ name }) => redactFully(name))
      try {
        await file.write(secretText(secrets))
        return 'saved'
      } catch (error) {
        trouble = error
        return 'gone'
      }
    },
    close: file.close,
    async tell() {
      await file.close()
      if (trouble === null) io.stderr(outcome(path, names))
      else
        io.stderr(
          `Postern could not write ${path}: ${reasonOf(trouble)}. If no file is there, get a new secret from the API.\n`,
        )
      return trouble === null
    },
  }
}

function outcome(path: string, names: readonly string[]): string {
  return names.length === 0
    ? `No secret came. Postern removed the empty file ${path}.\n`
    : `Postern saved ${plural(names.length, 'secret')} in ${path}: ${listed(names, Infinity)}.\n`
}

async function created(path: string): Promise<SecretFile> {
  if (path === '')
    throw new CommandError('--secret-to takes the name of a new file, for example webhook.secret.')
  try {
    return await createSecretFile(path)
  } catch (error) {
    throw new CommandError(
      `Postern could not create ${path} and sent nothing: ${reasonOf(error)}. Give --secret-to a new file.`,
    )
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'a file of that name is there already',
  EISDIR: 'it is a folder',
  ENOENT: 'its folder is not there',
  ENOTDIR: 'its folder is not there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EACCES: 'your user may not write there',
  EPERM: 'your user may not write there',
  EROFS: 'the disk is read-only',
}

function reasonOf(error: unknown): string {
  const code = codeOf(error) ?? 'unknown error'
  return REASONS[code] ?? code
}
