import { basename } from 'node:path'
import { issueSentence } from '../contract/issueSentence.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import {
  LARGEST_FILE_MB,
  MOST_IN_FILE,
  POSTERN_FILE_VERSION,
  posternFileSchema,
  type PosternFile,
} from '../contract/posternFile.ts'
import type { Redacted } from '../contract/redacted.ts'
import { isObject, parseJson } from '../contract/values.ts'
import { unread } from '../files/atomicWrite.ts'
import { readText } from '../files/readText.ts'
import type { Redactor } from '../recorder/redact.ts'
import type { Surroundings } from './supportBundle.ts'

/**
 * Exchanges for another Postern, each in a line.
 * @throws PosternError bad-input for more than it would take in
 */
export async function* toPosternFile(
  exchanges: AsyncIterable<Redacted<Exchange>>,
  { version, now }: Pick<Surroundings, 'version' | 'now'>,
): AsyncGenerator<string> {
  const head = { postern: POSTERN_FILE_VERSION, made: new Date(now).toISOString(), by: version }
  yield `${JSON.stringify(head).slice(0, -1)},"exchanges":[`
  let count = 0
  for await (const exchange of exchanges) {
    if (count === MOST_IN_FILE) throw tooMany()
    yield `${count === 0 ? '' : ','}\n${JSON.stringify(exchange)}`
    count += 1
  }
  yield '\n]}\n'
}

/** What reads files of others. Their texts stay texts, and are redacted once more: a secret of this computer may be in them. */
export interface PosternFiles {
  /** @throws PosternError bad-input for what is no such file */
  read(text: string): PosternFile
  /** @throws PosternError file-unavailable too */
  readFile(path: string): Promise<PosternFile>
}

export function createPosternFiles(redactor: Pick<Redactor, 'exchange' | 'text'>): PosternFiles {
  const read = (text: string): PosternFile => {
    const file = checked(text)
    return { ...file, exchanges: file.exchanges.map((exchange) => cleaned(exchange, redactor)) }
  }
  return {
    read,
    async readFile(path) {
      const text = await readText(path, LARGEST_FILE_MB).catch((error: unknown) => {
        throw unread(basename(path), error)
      })
      return read(text)
    },
  }
}

function checked(text: string): PosternFile {
  if (text.length > LARGEST_FILE_MB * 1024 * 1024) throw noSuchFile(`It is larger than ${LARGEST_FILE_MB} MB`)
  const value = parseJson(text.replace(/^\ufeff/, ''))
  if (!isObject(value) || !Object.hasOwn(value, 'postern')) throw noSuchFile('It has no mark of Postern')
  if (typeof value['postern'] === 'number' && value['postern'] > POSTERN_FILE_VERSION)
    throw new PosternError('bad-input', 'A newer Postern made this file.', 'Update Postern, then open it.')
  const read = posternFileSchema.safeParse(value)
  if (read.success) return read.data
  throw noSuchFile(issueSentence(read.error.issues[0]))
}

/** What an exchange says beside request and responses, too. */
function cleaned(
  exchange: Exchange,
  { exchange: redact, text }: Pick<Redactor, 'exchange' | 'text'>,
): Exchange {
  const { profile, key, reading, ...rest } = redact(exchange)
  return {
    ...rest,
    profile: text(profile),
    key: key === null ? null : text(key),
    ...(reading && { reading: reading.map(text) }),
  }
}

function noSuchFile(why: string): PosternError {
  return new PosternError('bad-input', `Postern cannot open this file. ${why}.`, 'Ask for a Postern file.')
}

function tooMany(): PosternError {
  return new PosternError(
    'bad-input',
    `A Postern file holds up to ${MOST_IN_FILE} exchanges.`,
    'Export fewer of them, or export them as JSON lines.',
  )
}
