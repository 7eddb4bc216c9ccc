import { z } from 'zod'
import { isSameBinding } from '../contract/binding.ts'
import { PosternError } from '../contract/errors.ts'
import { headerSchema } from '../contract/exchange.ts'
import { keyOfferSchema } from '../contract/keyOffer.ts'
import { aliasSchema } from '../contract/keyName.ts'
import { profileAt } from '../contract/origin.ts'
import { profileFor } from '../contract/presets.ts'
import { sessionTokenSchema } from '../contract/token.ts'
import { originOf } from '../contract/url.ts'
import { profileSchema, type Profile } from '../contract/profile.ts'
import type { WindowContext } from './context.ts'
import { listOffers, offerKeys } from './keyOffers.ts'
import { fileOperation, windowOperation } from './operation.ts'
import { pushSession } from './sessionState.ts'

/** A longer command is none that somebody wrote or copied. */
const LONGEST_COMMAND = 2 * 1024 * 1024
/** A JWT (RFC 7519), which a header may be several kilobytes long. */
const BARE_TOKEN = /^eyJ[\w-]{1,8000}\.[\w-]{1,8000}\.[\w-]{0,8000}$/
/** What can be pasted as text; a file may be as large as the disk. */
const MOST_PASTED = 20 * 1024 * 1024

/**
 * Reads a command that sends a request, and runs nothing. Its secrets are blanked. Keys stay in main as offers for the
 * vault, and what lets it in as a token of this session.
 */
export const importCommand = windowOperation({
  name: 'import:command',
  kind: 'write',
  summary: 'read a command, for example one of curl',
  input: z.strictObject({ text: z.string().min(1).max(LONGEST_COMMAND) }),
  output: z.strictObject({
    method: z.string(),
    url: z.string(),
    headers: z.array(headerSchema),
    body: z.string().nullable(),
    /** Where secrets stood. */
    blanked: z.array(z.string()),
    /** What is to be filled in, such as `$TOKEN`. */
    missing: z.array(z.string()),
    /** What let it in; null without any. */
    token: sessionTokenSchema.nullable(),
    /** What was set aside, in sentences. */
    notes: z.array(z.string()),
  }),
  run(context, { text }) {
    const read = context.readCommand(text)
    if (read === null) throw noCommand()
    const { request, secrets, authorization, missing, notes, problem } = read
    if (request === null)
      throw new PosternError(
        'bad-input',
        problem?.message ?? 'Postern cannot read it.',
        problem?.remedy ?? '',
      )
    offerKeys(context, secrets)
    const origin = originOf(request.url)
    const isHeld = authorization !== null && origin !== null
    const token = isHeld ? context.sessionTokens.hold(authorization, origin) : null
    const blanked = secrets.filter(({ value }) => !isHeld || !authorization.includes(value))
    return { ...request, blanked: blanked.map(({ where }) => where), missing, token, notes }
  },
})

/** Holds a token that was pasted alone, for the host of a profile. */
export const importToken = windowOperation({
  name: 'import:token',
  kind: 'write',
  summary: 'hold a pasted token for the host of a profile',
  input: z.strictObject({ token: z.string().regex(BARE_TOKEN), profile: profileSchema.shape.id }),
  output: sessionTokenSchema,
  run({ profiles, sessionTokens }, { token, profile: id }) {
    const profile = profiles().find((each) => each.id === id)
    const origin = profile ? originOf(profile.baseUrl) : null
    if (origin === null)
      throw new PosternError('not-found', 'Postern does not know this profile.', 'Select another profile.')
    return sessionTokens.hold(`Bearer ${token}`, origin)
  },
})

/** The page names it by its id alone: it never had the token. */
export const importForgetToken = windowOperation({
  name: 'import:forgetToken',
  kind: 'write',
  summary: 'forget a token that came in with a command',
  input: z.strictObject({ id: z.string().max(40) }),
  run: ({ sessionTokens }, { id }) => sessionTokens.forget(id),
})

function noCommand(): PosternError {
  return new PosternError(
    'bad-input',
    'Postern found no command in this text.',
    'Paste a command, for example: curl https://host/path',
  )
}

/** Lets the user choose a HAR file in a dialog of the system's, and begins to read it; false when they chose none. */
export const importChoose = windowOperation({
  name: 'import:choose',
  kind: 'write',
  summary: 'choose a HAR file in a dialog of the system, and import it',
  output: z.boolean(),
  async run({ imports, dialogs }) {
    const path = await dialogs.chooseFile('har')
    if (path !== null) await imports.beginFile(path)
    return path !== null
  },
})

/** Of Postern's own code alone, for a file that was dropped or named on a command line: the page names no path. */
export const importFile = fileOperation({
  name: 'import:file',
  kind: 'write',
  summary: 'import a HAR file',
  input: z.strictObject({ path: z.string().min(1).max(32_768) }),
  run: ({ imports }, { path }) => imports.beginFile(path),
})

export const importText = windowOperation({
  name: 'import:text',
  kind: 'write',
  summary: 'import a pasted HAR file',
  input: z.strictObject({ text: z.string().min(1).max(MOST_PASTED) }),
  run: ({ imports }, { text }) => imports.beginText(text),
})

export const importOffers = windowOperation({
  name: 'import:offers',
  kind: 'read',
  summary: 'list the API keys that came in with an import, without their secrets',
  output: z.array(keyOfferSchema),
  run: listOffers,
})

/** Keeps an offered key in the vault, with a new profile where its address has none. */
export const importKeepKey = windowOperation({
  name: 'import:keepKey',
  kind: 'write',
  summary: 'keep an API key that came in with an import',
  input: z.strictObject({ offer: z.string().max(40), key: aliasSchema }),
  output: z.strictObject({ profile: z.string(), key: z.string() }),
  async run(context, { offer: id, key }) {
    const { heldKeys, profiles, bindingOf, vault, dialogs } = context
    const offer = heldKeys.list('offered').find((held) => held.id === id)
    if (!offer) {
      throw new PosternError(
        'not-found',
        'This key is no longer held: an offer lasts ten minutes.',
        'Import the file again, or enter the key in the room of keys.',
      )
    }
    const profile = profileAt(offer.origin, profiles()) ?? (await addProfile(context, offer.origin))
    const binding = bindingOf(profile)
    if (vault.list(() => binding).some((other) => other.profile === profile.id && other.alias === key)) {
      throw new PosternError(
        'bad-input',
        `${profile.name} has a key named ${key} already.`,
        'Give this one another name.',
      )
    }
    // A recipe of the page's own could send the key to an endpoint that repeats it.
    const isUsual = isSameBinding(binding, bindingOf(profileFor(profile.id, profile.name, offer.origin)))
    if (!isUsual && !(await dialogs.confirmKeyMove(key, profile)))
      throw new PosternError(
        'bad-input',
        'Postern did not keep the key.',
        'Keep it and confirm the token request.',
      )
    await vault.set(profile.id, key, offer.secret, binding)
    heldKeys.drop([id])
    context.notify('import:offered', listOffers(context))
    await pushSession(context)
    return { profile: profile.id, key }
  },
})

export const importDeclineKeys = windowOperation({
  name: 'import:declineKeys',
  kind: 'write',
  summary: 'forget the API keys that came in with an import',
  run(context) {
    context.heldKeys.drop(context.heldKeys.list('offered').map(({ id }) => id))
    context.notify('import:offered', [])
  },
})

async function addProfile({ profiles, settings }: WindowContext, origin: string): Promise<Profile> {
  const { hostname, host } = new URL(origin)
  const taken = new Set(profiles().map(({ id }) => id))
  const stem =
    hostname
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 30) || 'api'
  let id = stem
  for (let number = 2; taken.has(id); number += 1) id = `${stem}-${number}`
  const profile = profileFor(id, host.slice(0, 80), origin)
  await settings.set({ profiles: [...settings.get().profiles, profile] })
  return profile
}
