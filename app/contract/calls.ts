import { z } from 'zod'
import { exchangeSchema, headerSchema } from './exchange.ts'
import { HISTORY_CALLS, KEEP_EVERYTHING, keepingLimitsSchema } from './historyCalls.ts'
import { EXPORT_CALLS } from './exportCalls.ts'
import { IMPORT_CALLS } from './importCalls.ts'
import { aliasSchema } from './keyName.ts'
import type { CallName, PageCallName } from './names.ts'
import { noticeSchema } from './notice.ts'
import { REPLAY_CALLS } from './replayCalls.ts'
import { seenCodeSchema } from './problem.ts'
import { profileSchema } from './profile.ts'
import { faultSpecSchema, sandboxStateSchema, waitingFaultSchema } from './sandbox.ts'
import { historyPageSchema } from './summary.ts'
import { claimsSchema, tokenStateSchema } from './token.ts'
import { UPDATE_CALLS, updateFeedSchema } from './updateCalls.ts'
import { windowStateSchema } from './rateWindow.ts'

const alias = aliasSchema
const profileId = profileSchema.shape.id
const keyOf = z.strictObject({ profile: profileId, key: alias })
const exchangeId = z.strictObject({ id: z.ulid() })
const nothing = z.void()

/** Six characters at least: a shorter one could not be told from other text, and so not be redacted. */
const keySecret = z.string().min(6, 'a key has at least six characters').max(8192)

/** Longest request body that the page may hand over, in characters. */
export const MAX_BODY_LENGTH = 20 * 1024 * 1024

const sendSchema = z.strictObject({
  profile: profileId,
  /** Null sends without a key. */
  key: alias.nullable(),
  method: z.string().regex(/^[A-Z]{1,20}$/),
  /** A path with its query, or a whole URL; a URL of another host goes without the key. */
  target: z.string().min(1).max(16_384),
  headers: z.array(headerSchema).max(200),
  body: z.string().max(MAX_BODY_LENGTH).nullable(),
  /** The user's word that sending it twice does no harm. GET, HEAD and OPTIONS need none. */
  markedIdempotent: z.boolean(),
  replayOf: z.ulid().nullable(),
})

export const keyInfoSchema = z.strictObject({
  profile: profileId,
  alias,
  /**
   * `unreadable`: it is stored but cannot be decrypted. `moved`: it was entered for another address than its profile
   * has now. Both need to be entered again.
   */
  state: z.enum(['ready', 'unreadable', 'moved']),
  /** Where it is kept: on disk under the keyring's password, on disk under none that is worth it, or until the app quits. */
  kept: z.enum(['disk', 'weak', 'memory']),
  /** The origin it was entered for, and alone goes to; null for the sandbox's own keys. */
  boundTo: z.string().nullable(),
  /** True for the keys that the sandbox brings along. */
  builtIn: z.boolean(),
  /** What the key is for, in a few words; only the sandbox's keys have it. */
  note: z.string().nullable(),
  /** What the last token of the key that was seen, also before this start, said of itself; `asOf` in epoch ms. */
  lastClaims: z.strictObject({ claims: claimsSchema, asOf: z.number() }).nullable(),
})

const PROTECTIONS = ['keyring', 'weak', 'memory'] as const

/** How keys can be kept here, and how the user chose to keep them. */
const keepingSchema = z.strictObject({
  /** What this system offers. */
  protection: z.enum(PROTECTIONS),
  /** Whether the user chose to have keys on the disk under a weak protection. */
  storesWeakly: z.boolean(),
})

export const settingsSchema = z.strictObject({
  version: z.literal(1),
  theme: z.enum(['system', 'light', 'dark']),
  /** What the composer starts with. */
  selected: z.strictObject({ profile: profileId, key: alias.nullable() }),
  /** Profiles that differ from the presets, and further ones. */
  profiles: z.array(profileSchema).max(100),
  /** A file with service codes and endpoints of the user's own; null for none. */
  catalogFile: z.string().max(4096).nullable().default(null),
  /** What of the history goes by itself. */
  keeping: keepingLimitsSchema.default(KEEP_EVERYTHING),
  /** Where newer versions of the app are looked for; null for nowhere. */
  updateFeed: updateFeedSchema.nullable().default(null),
})

const appInfoSchema = z.strictObject({
  version: z.string(),
  electron: z.string(),
  platform: z.string(),
  /** How keys are protected at rest: `memory` also where only a weak protection is at hand and was not chosen. */
  protection: z.enum(PROTECTIONS),
  dataFolder: z.string(),
  notices: z.array(noticeSchema),
})

/** The user's own catalog file, as it stands on the disk now, and what it still lacks. */
const catalogStateSchema = z.strictObject({
  file: z.string().nullable(),
  /** One line for each mistake in the file, with its place; while there is one, nothing of the file counts. */
  problems: z.array(z.string()),
  /** The file's codes and endpoints, checked, as JSON; null when there is nothing to add. */
  extension: z.string().nullable(),
  /** Service codes that answers carried and no catalog explains. */
  unknownCodes: z.array(seenCodeSchema),
})

/** Every call from the page to main: `domain:verb`, with what goes in and what comes out. */
export const CALLS = {
  'app:info': { input: nothing, output: appInfoSchema },
  'app:ready': { input: nothing, output: nothing },
  'app:dismissNotice': { input: z.strictObject({ id: z.string().max(200) }), output: nothing },
  'app:zoom': {
    input: z.strictObject({ to: z.enum(['in', 'out', 'reset']) }),
    output: z.strictObject({ percent: z.number() }),
  },
  'settings:get': { input: nothing, output: settingsSchema },
  /** A CA file is one that is set already, or was chosen by `profiles:chooseCaFile`. */
  'settings:set': {
    input: settingsSchema.partial().omit({ version: true, catalogFile: true, updateFeed: true }),
    output: settingsSchema,
  },
  'catalog:state': { input: nothing, output: catalogStateSchema },
  /** The file is chosen in a dialog of the system's. */
  'catalog:choose': { input: nothing, output: catalogStateSchema },
  'catalog:forget': { input: nothing, output: catalogStateSchema },
  /** The request that was being written when the window closed; null when there was none. */
  'draft:get': { input: nothing, output: z.strictObject({ text: z.string().nullable() }) },
  /** Main takes out the secrets that it alone knows. */
  'draft:keep': { input: z.strictObject({ text: z.string().max(1_000_000) }), output: nothing },
  'profiles:list': { input: nothing, output: z.array(profileSchema) },
  /** Chosen in a dialog of the system's; null when none was. `settings:set` takes it from then on. */
  'profiles:chooseCaFile': { input: nothing, output: z.strictObject({ file: z.string().nullable() }) },
  'keys:list': { input: nothing, output: z.array(keyInfoSchema) },
  'keys:set': {
    input: z.strictObject({ profile: profileId, key: alias, secret: keySecret }),
    output: keyInfoSchema,
  },
  /** `isHeld`: for ten minutes it can be restored. */
  'keys:remove': { input: keyOf, output: z.strictObject({ isHeld: z.boolean() }) },
  'keys:restore': { input: keyOf, output: keyInfoSchema },
  'keys:rename': { input: keyOf.extend({ to: alias }), output: keyInfoSchema },
  'keys:keeping': { input: nothing, output: keepingSchema },
  /** Storing weakly is confirmed in a dialog of the system's, out of the page's reach. */
  'keys:storeWeakly': { input: z.strictObject({ isWanted: z.boolean() }), output: keepingSchema },
  'keys:test': { input: keyOf, output: claimsSchema.nullable() },
  'exchange:send': { input: sendSchema, output: exchangeId },
  'exchange:cancel': { input: exchangeId, output: nothing },
  'exchange:sendNow': { input: exchangeId, output: nothing },
  'history:list': {
    input: z.strictObject({
      /** In the query language; null or left out for all. */
      query: z.string().max(2000).nullable().optional(),
      before: z.ulid().nullable(),
      limit: z.int().min(1).max(500),
    }),
    output: historyPageSchema,
  },
  'history:get': {
    /** In pieces: of a body with more than `BODY_PIECE` characters only so many come, the others with `history:body`. */
    input: exchangeId.extend({ inPieces: z.boolean().optional() }),
    output: exchangeSchema,
  },
  ...HISTORY_CALLS,
  ...REPLAY_CALLS,
  ...IMPORT_CALLS,
  ...EXPORT_CALLS,
  ...UPDATE_CALLS,
  'window:state': { input: keyOf, output: windowStateSchema },
  'token:state': { input: keyOf, output: tokenStateSchema },
  'sandbox:state': { input: nothing, output: sandboxStateSchema },
  'sandbox:addFault': {
    input: z.strictObject({ spec: faultSpecSchema }),
    output: z.array(waitingFaultSchema),
  },
  'sandbox:clearFaults': { input: nothing, output: nothing },
} as const satisfies Record<CallName, { input: z.ZodType; output: z.ZodType }>

export type { CallName, PageCallName }
export type CallInput<N extends CallName> = z.infer<(typeof CALLS)[N]['input']>
export type CallOutput<N extends CallName> = z.infer<(typeof CALLS)[N]['output']>

export type SendInput = z.infer<typeof sendSchema>
export type KeyInfo = z.infer<typeof keyInfoSchema>
/** A key as the vault knows it: it sees no tokens. */
export type KeptKey = Omit<KeyInfo, 'lastClaims'>
export type Keeping = z.infer<typeof keepingSchema>
export type Protection = (typeof PROTECTIONS)[number]
export type Settings = z.infer<typeof settingsSchema>
export type AppInfo = z.infer<typeof appInfoSchema>
export type CatalogState = z.infer<typeof catalogStateSchema>
