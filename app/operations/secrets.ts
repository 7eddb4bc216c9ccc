import { z } from 'zod'
import { PosternError } from '../contract/errors.ts'
import { secretStateSchema, secretText } from '../contract/handedSecret.ts'
import type { WindowContext } from './context.ts'
import { windowOperation } from './operation.ts'

const exchangeId = z.strictObject({ id: z.ulid() })

export const secretState = windowOperation({
  name: 'secret:state',
  kind: 'read',
  summary: 'say whether Postern holds the secret of a response',
  input: exchangeId,
  output: secretStateSchema,
  run: ({ handedSecrets }, { id }) => handedSecrets.stateOf(id),
})

/** The file is chosen in a dialog of the system's. The output is its name; null when none was chosen. */
export const secretSave = windowOperation({
  name: 'secret:save',
  kind: 'write',
  summary: 'write the secret of a response to a file that the user selects in a dialog of the system',
  input: exchangeId,
  output: z.string().nullable(),
  async run(context, { id }) {
    const file = await context.dialogs.saveSecret(`postern-secret-${id}.txt`, () => textOf(context, id))
    if (file !== null) context.handedSecrets.markSaved(id, file)
    return file
  },
})

/** Main asks in a dialog of the system's and copies it: the page gets nothing. */
export const secretCopy = windowOperation({
  name: 'secret:copy',
  kind: 'write',
  summary: 'copy the secret of a response to the clipboard, after a dialog of the system',
  input: exchangeId,
  output: z.strictObject({ isCopied: z.boolean() }),
  async run(context, { id }) {
    textOf(context, id)
    const exchange = await context.history.get(id)
    const { method, route } = exchange?.request ?? { method: '', route: '' }
    return { isCopied: await context.dialogs.copySecret(`${method} ${route}`, () => textOf(context, id)) }
  },
})

/** @throws PosternError not-found once the time of the secret is over, which a dialog may outlast */
function textOf({ handedSecrets }: WindowContext, id: string): string {
  const secrets = handedSecrets.secretsOf(id)
  if (secrets) return secretText(secrets)
  throw new PosternError(
    'not-found',
    'Postern no longer holds this secret.',
    'Get a new secret from the API, and save it within 10 minutes.',
  )
}
