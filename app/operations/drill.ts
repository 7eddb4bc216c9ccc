import { z } from 'zod'
import { drillSchema } from '../contract/check.ts'
import { commandWords } from '../contract/commandWords.ts'
import { OWN_VARIABLE } from '../contract/names.ts'
import { windowOperation } from './operation.ts'

/** The output is its path; null when none was chosen. */
export const drillChooseFolder = windowOperation({
  name: 'drill:chooseFolder',
  kind: 'read',
  summary: 'let the user choose a folder for a program',
  output: z.string().nullable(),
  run: async ({ dialogs, folders }) => folders.chosen(await dialogs.chooseFolder()),
})

/** `job:changed` says how it goes on. The output is false when the user declined. */
export const drillRun = windowOperation({
  name: 'drill:run',
  kind: 'send',
  summary: 'start a program of the user once a scenario, against the sandbox, after a yes outside the page',
  input: drillSchema.extend({
    /** Words with spaces have quotes. No shell reads it. */
    command: z.string().max(1000),
    folder: z.string().max(4096),
    /** Get the URL that the program is to call. */
    variables: z
      .array(z.string().regex(/^[A-Za-z_]\w{0,99}$/, 'Give names of environment variables.'))
      .max(10),
  }),
  output: z.boolean(),
  /** @throws PosternError bad-input for a folder that the user did not choose, and while a drill is in progress */
  async run({ drills, folders, dialogs }, { command, folder, variables, ...drill }) {
    drills.refuseSecond()
    folders.check(folder)
    const order = {
      command: commandWords(command),
      folder,
      variables: [...new Set([OWN_VARIABLE, ...variables])],
    }
    if (!(await dialogs.confirmProgram({ ...order, starts: drill.scenarios.length }))) return false
    drills.begin({ ...order, ...drill })
    return true
  },
})
