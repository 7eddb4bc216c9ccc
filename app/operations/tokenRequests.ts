import { z } from 'zod'
import { isSameBinding } from '../contract/binding.ts'
import { PosternError } from '../contract/errors.ts'
import { aliasSchema } from '../contract/keyName.ts'
import { keyInfoSchema, keyOfSchema, keySecretSchema } from '../contract/keys.ts'
import { learntLoginSchema } from '../contract/learntLogin.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { profileSchema, type Profile } from '../contract/profile.ts'
import { tokenTrialSchema } from '../contract/tokenTrial.ts'
import type { HeldKey, WindowContext } from './context.ts'
import { keepKey } from './keptKey.ts'
import { windowOperation } from './operation.ts'
import { profileNamed } from './profiles.ts'

const heldId = z.string().max(40)

/** A key of the vault by its name, one that was typed, or one that a pasted command held. */
const keySourceSchema = z.union([
  z.strictObject({ key: aliasSchema }),
  z.strictObject({ secret: keySecretSchema }),
  z.strictObject({ held: heldId }),
])

/**
 * Sends the token request of a profile as it is being written. A key of the vault goes to another place than it is bound
 * to only when the user agrees in a dialog of the system's, out of the page's reach.
 */
export const tokenTry = windowOperation({
  name: 'token:try',
  kind: 'send',
  summary: 'request a token once, by the draft of a profile',
  input: z.strictObject({ profile: profileSchema, from: keySourceSchema }),
  output: tokenTrialSchema,
  async run(context, { profile: written, from }) {
    const { sandbox, sender, certificates } = context
    certificates.check(written.caFile)
    // Keys of the sandbox go to the sandbox, whatever address the page gives it.
    const profile = written.id === SANDBOX_PROFILE ? { ...written, baseUrl: sandbox.url } : written
    return sender.tryKey(profile, await secretOf(context, profile, from))
  },
})

async function secretOf(
  { vault, bindingOf, dialogs, heldKeys }: WindowContext,
  profile: Profile,
  from: z.infer<typeof keySourceSchema>,
): Promise<string> {
  if ('secret' in from) return from.secret
  const confirm = (alias: string) => () => dialogs.confirmKeyMove(alias, profile)
  if ('key' in from) return vault.lend(profile.id, from.key, bindingOf(profile), confirm(from.key))
  const held = heldLogin({ heldKeys }, from.held)
  const isAsRead = held.binding !== undefined && isSameBinding(held.binding, bindingOf(profile))
  if (isAsRead || (await confirm('of the command')())) return held.secret
  throw new PosternError(
    'bad-input',
    'Postern did not send the key of the command: you did not confirm this token request.',
    'Repeat the action, and confirm the token request in the dialog.',
  )
}

/** Reads how a command logs in, and runs nothing. Its key stays in main, and goes where the command sent it. */
export const tokenLearn = windowOperation({
  name: 'token:learn',
  kind: 'write',
  summary: 'read from a command how it requests a token',
  input: z.strictObject({ text: z.string().min(1).max(100_000) }),
  output: learntLoginSchema.extend({
    /** The id of the key that was in the command; null where it had none. */
    held: z.string().nullable(),
  }),
  run({ readLogin, heldKeys, bindingOf }, { text }) {
    const login = readLogin(text)
    if (login === null)
      throw new PosternError(
        'bad-input',
        'Postern found no command in this text.',
        'Paste the command that logs in, for example: curl -X POST https://host/login -d apiKey=…',
      )
    const { secret, ...learnt } = login
    if (secret === null) return { ...learnt, held: null }
    const binding = bindingOf({ id: 'pasted', ...learnt })
    const { origin } = binding
    heldKeys.drop(heldKeys.list('login').map(({ id }) => id))
    heldKeys.hold([{ reason: 'login', secret, origin, owner: null, binding, where: 'the pasted command' }])
    return { ...learnt, held: heldKeys.list('login').at(-1)?.id ?? null }
  },
})

/** Keeps the key of a pasted command for the profile that was learnt from it. */
export const keysKeepHeld = windowOperation({
  name: 'keys:keepHeld',
  kind: 'write',
  summary: 'keep the key of a pasted command',
  input: keyOfSchema.extend({ held: heldId }),
  output: keyInfoSchema,
  isAsTyped: true,
  async run(context, { profile: id, key, held: heldId }) {
    const profile = profileNamed(context.profiles(), id)
    const secret = await secretOf(context, profile, { held: heldId })
    const kept = await keepKey(context, profile, key, secret)
    context.heldKeys.drop([heldId])
    return kept
  },
})

function heldLogin({ heldKeys }: Pick<WindowContext, 'heldKeys'>, id: string): HeldKey {
  const held = heldKeys.list('login').find((each) => each.id === id)
  if (held) return held
  throw new PosternError(
    'not-found',
    'Postern does not hold the key of the command any more. It does so for ten minutes.',
    'Paste the command again, or enter the key.',
  )
}
