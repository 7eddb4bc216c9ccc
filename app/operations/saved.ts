import { ulid } from 'ulid'
import { z } from 'zod'
import {
  savedFolderSchema,
  savedListSchema,
  savedNameSchema,
  savedRequestSchema,
  type SavedRequest,
} from '../contract/saved.ts'
import { isBlanked } from '../contract/recorded.ts'
import { operation, windowOperation } from './operation.ts'

const id = savedRequestSchema.shape.id

export const savedList = operation({
  name: 'saved:list',
  kind: 'read',
  summary: 'list the saved requests, and the file that they are in',
  output: savedListSchema,
  run: ({ saved }) => saved.list(),
})

export const savedPut = operation({
  name: 'saved:put',
  kind: 'write',
  summary: 'save a request under a name, without its secrets',
  /** Without an id it is a new one. */
  input: savedRequestSchema.extend({ id: id.optional() }),
  /** How many places held a secret. */
  output: z.strictObject({ id, redacted: z.int() }),
  async run({ saved }, given) {
    const request = await saved.put({ ...given, id: given.id ?? ulid() })
    return { id: request.id, redacted: blankedIn(request) }
  },
})

export const savedRename = operation({
  name: 'saved:rename',
  kind: 'write',
  summary: 'give a saved request another name or folder',
  input: z.strictObject({ id, name: savedNameSchema, folder: savedFolderSchema }),
  run: ({ saved }, { id: which, ...change }) => saved.change(which, change),
})

export const savedRemove = operation({
  name: 'saved:remove',
  kind: 'write',
  summary: 'delete a saved request',
  input: z.strictObject({ id }),
  /** What was deleted, to be put back; null when it was gone already. */
  output: savedRequestSchema.nullable(),
  run: ({ saved }, { id: which }) => saved.remove(which),
})

/** The file is chosen in a dialog of the system's: the page can name none. Null when none was chosen. */
export const savedOpenFile = windowOperation({
  name: 'saved:openFile',
  kind: 'write',
  summary: 'read and write saved requests in another file that is there',
  output: savedListSchema.nullable(),
  async run({ saved, dialogs }) {
    const file = await dialogs.chooseFile('saved')
    if (file === null) return null
    await saved.openFile(file)
    return saved.list()
  },
})

export const savedMoveFile = windowOperation({
  name: 'saved:moveFile',
  kind: 'write',
  summary: 'copy the saved requests to a new file, and use that one from now on',
  output: savedListSchema.nullable(),
  async run({ saved, dialogs }) {
    const file = await dialogs.chooseNewFile('postern-requests.json')
    if (file === null) return null
    await saved.moveTo(file.path)
    return saved.list()
  },
})

function blankedIn({ target, headers, body }: SavedRequest): number {
  return [target, body ?? '', ...headers.map(([, value]) => value)].filter(isBlanked).length
}
