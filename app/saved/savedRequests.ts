import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import { z } from 'zod'
import { issueSentence } from '../contract/issueSentence.ts'
import { PosternError } from '../contract/errors.ts'
import { SAVED_VERSION, savedFileSchema, type SavedRequest, type SavedRequests } from '../contract/saved.ts'
import { hasCode } from '../contract/thrown.ts'
import { isObject, parseJson } from '../contract/values.ts'
import { replaceFile, unread, writeWhole } from '../files/atomicWrite.ts'
import { createSerial } from '../files/mutex.ts'
import { reasonOf } from '../files/quarantine.ts'
import { readText } from '../files/readText.ts'

/** In MB: far more than anybody saves by hand. */
const LARGEST = 32

const placeSchema = z.strictObject({ version: z.literal(1), file: z.string().refine(isAbsolute) })

interface Options {
  /** The file that is used until another one is chosen. */
  usual: string
  /** Where the path of another one is kept. */
  placeFile: string
  /** The usual file was named by the user: no other one is looked for. */
  isGiven?: boolean
  /** Takes secrets out of what is read and written. */
  redact(request: SavedRequest): SavedRequest
}

/**
 * The file is read anew each time, since others change it too: an editor, a pull of git, another Postern. What cannot be
 * read is never written over.
 */
export function openSavedRequests({ usual, placeFile, isGiven = false, redact }: Options): SavedRequests {
  const serial = createSerial()
  let file = isGiven ? usual : placeIn(placeFile, usual)

  async function read(): Promise<SavedRequest[]> {
    return (await requestsIn(file)).map(redact)
  }

  function edit<T>(work: (requests: SavedRequest[]) => { requests: SavedRequest[]; result: T }): Promise<T> {
    return serial.run(['file'], async () => {
      const { requests, result } = work(await read())
      await write(file, requests)
      return result
    })
  }

  async function use(chosen: string): Promise<void> {
    await replaceFile(placeFile, textOf({ version: 1, file: chosen }), 0o600)
    file = chosen
  }

  return {
    async list() {
      try {
        return { file, requests: await read(), problem: null }
      } catch (error) {
        const { message, remedy } = unread(basename(file), error)
        return { file, requests: [], problem: { message, remedy } }
      }
    },
    put: (request) =>
      edit((requests) => {
        const result = redact(request)
        return { requests: [...requests.filter(({ id }) => id !== request.id), result], result }
      }),
    change: (id, change) =>
      edit((requests) => {
        if (!requests.some((request) => request.id === id)) throw gone()
        return {
          requests: requests.map((request) =>
            request.id === id ? redact({ ...request, ...change }) : request,
          ),
          result: undefined,
        }
      }),
    remove: (id) =>
      edit((requests) => ({
        requests: requests.filter((request) => request.id !== id),
        result: requests.find((request) => request.id === id) ?? null,
      })),
    openFile: (chosen) =>
      serial.run(['file'], async () => {
        await requestsIn(chosen)
        await use(chosen)
      }),
    moveTo: (chosen) =>
      serial.run(['file'], async () => {
        const requests = await read()
        // A file of that name belongs to somebody.
        await writeFile(chosen, textOf({ version: SAVED_VERSION, requests: sorted(requests) }), {
          flag: 'wx',
        }).catch((error: unknown) => {
          throw hasCode(error, 'EEXIST') ? taken(chosen) : unwritable(chosen, error)
        })
        await use(chosen)
      }),
  }
}

function placeIn(placeFile: string, usual: string): string {
  try {
    const read = placeSchema.safeParse(parseJson(readFileSync(placeFile, 'utf8')))
    return read.success ? read.data.file : usual
  } catch {
    return usual
  }
}

/** @throws PosternError file-unavailable for what cannot be read, or is no file of requests */
async function requestsIn(file: string): Promise<SavedRequest[]> {
  let text: string
  try {
    text = await readText(file, LARGEST)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return []
    throw unread(basename(file), error)
  }
  const value = parseJson(text.replace(/^\ufeff/, ''))
  const read = savedFileSchema.safeParse(value)
  if (read.success) return read.data.requests
  if (isObject(value) && typeof value['version'] === 'number' && value['version'] > SAVED_VERSION)
    throw broken(file, 'A newer Postern wrote it', 'Update Postern, or choose another file.')
  const what = value === undefined ? 'It is not JSON' : issueSentence(read.error.issues[0])
  throw broken(file, what, 'Fix the file in an editor, or choose another one. Postern does not overwrite it.')
}

/** Always the same text for the same requests, so that a version control shows what changed and nothing else. */
async function write(file: string, requests: readonly SavedRequest[]): Promise<void> {
  await writeWhole(file, async (part) => {
    await writeFile(part, textOf({ version: SAVED_VERSION, requests: sorted(requests) }))
    return true
  })
}

function sorted(requests: readonly SavedRequest[]): SavedRequest[] {
  const order = ({ folder, name, id }: SavedRequest) => [folder, name, id]
  return requests.toSorted((one, other) => {
    const [ours, theirs] = [order(one), order(other)]
    const at = ours.findIndex((part, index) => part !== theirs[index])
    return at < 0 ? 0 : (ours[at] ?? '') < (theirs[at] ?? '') ? -1 : 1
  })
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function broken(file: string, what: string, remedy: string): PosternError {
  return new PosternError('file-unavailable', `Postern cannot read ${basename(file)}. ${what}.`, remedy)
}

function gone(): PosternError {
  return new PosternError('not-found', 'The saved request is no longer in the file.', 'Save it again.')
}

function taken(file: string): PosternError {
  return new PosternError(
    'bad-input',
    `There is a file ${basename(file)} already.`,
    'Choose a new name, or open that file instead.',
  )
}

function unwritable(file: string, error: unknown): PosternError {
  return new PosternError(
    'file-unavailable',
    `Postern could not write ${basename(file)}: ${reasonOf(error)}.`,
    'Choose another folder.',
    { cause: error },
  )
}
