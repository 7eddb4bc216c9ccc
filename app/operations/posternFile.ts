import { z } from 'zod'
import { LARGEST_FILE_MB, posternFileSchema } from '../contract/posternFile.ts'
import { operation, windowOperation } from './operation.ts'

export const posternFileRead = operation({
  name: 'file:read',
  kind: 'read',
  summary: 'read exchanges that another Postern wrote, without keeping them',
  input: z.strictObject({ text: z.string().max(LARGEST_FILE_MB * 1024 * 1024) }),
  output: posternFileSchema,
  run: ({ posternFiles }, { text }) => posternFiles.read(text),
})

/** The file is chosen in a dialog of the system's; null when none was. */
export const posternFileChoose = windowOperation({
  name: 'file:choose',
  kind: 'read',
  summary: 'choose a file that another Postern wrote, and read it',
  output: posternFileSchema.nullable(),
  async run({ posternFiles, dialogs }) {
    const path = await dialogs.chooseFile('postern')
    return path === null ? null : posternFiles.readFile(path)
  },
})
