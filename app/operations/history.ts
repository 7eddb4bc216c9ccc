import { z } from 'zod'
import { ACTIVITY_MS, activitySchema } from '../contract/activity.ts'
import { comparisonSchema } from '../contract/comparison.ts'
import { PosternError } from '../contract/errors.ts'
import { exchangeSchema, type Exchange } from '../contract/exchange.ts'
import { KEEP_EVERYTHING, MOST_COUNTED, namedSchema, querySchema, usageSchema } from '../contract/keeping.ts'
import { BODY_PIECE, MAX_NOTE_LENGTH } from '../contract/kinds.ts'
import { historyPageSchema } from '../contract/summary.ts'
import type { Context } from './context.ts'
import { findInHistory } from './find.ts'
import { withFirstPieces } from './openedExchange.ts'
import { operation, windowOperation } from './operation.ts'
import { pushSession } from './sessionState.ts'

const exchangeId = z.strictObject({ id: z.ulid() })

export const historyList = operation({
  name: 'history:list',
  kind: 'read',
  summary: 'list exchanges, the newest first',
  input: z.strictObject({
    /** In the query language; null or left out for all. */
    query: querySchema.nullable().optional(),
    before: z.ulid().nullable(),
    limit: z.int().min(1).max(1000),
  }),
  output: historyPageSchema,
  run: ({ history }, page) => history.list(page),
})

export const historyGet = operation({
  name: 'history:get',
  kind: 'read',
  summary: 'give an exchange with all its attempts',
  input: exchangeId,
  output: exchangeSchema,
  run: ({ history }, { id }) => kept(history, id),
})

export const historyOpen = windowOperation({
  name: 'history:open',
  kind: 'read',
  summary: 'give an exchange to the page, and its further states from then on',
  input: exchangeId,
  /** Of a body with more than `BODY_PIECE` characters only so many come, the others with `history:body`. */
  output: exchangeSchema,
  async run({ history, opened }, { id }) {
    const exchange = await kept(history, id)
    opened.id = id
    opened.exchange = exchange
    return withFirstPieces(exchange)
  },
})

export const historyBody = windowOperation({
  name: 'history:body',
  kind: 'read',
  summary: 'give a piece of a long body',
  input: z.strictObject({
    id: z.ulid(),
    /** Place in the exchange's list of attempts. */
    attempt: z.int().nonnegative(),
    /** Where in the body the piece begins, in characters. */
    from: z.int().nonnegative(),
  }),
  /** At most `BODY_PIECE` characters of the body of the attempt's response. */
  output: z.strictObject({ text: z.string(), isLast: z.boolean() }),
  async run({ history, opened }, { id, attempt, from }) {
    // Reading it from the disk for each piece would read it whole each time.
    const { attempts } = opened.exchange?.id === id ? opened.exchange : await kept(history, id)
    const body = attempts[attempt]?.response?.body ?? ''
    const end = from + BODY_PIECE
    return { text: body.slice(from, end), isLast: end >= body.length }
  },
})

/** Finds what a command names: one id, or a query. */
export const historyFind = operation({
  name: 'history:find',
  kind: 'read',
  summary: 'give the ids of what matches, the oldest first',
  input: z.strictObject({
    /** An id, or a query. */
    what: querySchema,
    limit: z.int().min(1).max(1_000_000),
  }),
  /** `isAll` is false when more match than the limit lets through: the oldest are left out. */
  output: z.strictObject({ ids: z.array(z.string()), isAll: z.boolean() }),
  run: ({ history }, { what, limit }) => findInHistory(history, what, limit),
})

export const historyCompare = operation({
  name: 'history:compare',
  kind: 'read',
  summary: 'say what differs between two exchanges',
  /** The first `skip` changes of the body are counted and not listed. */
  input: z.strictObject({ before: z.ulid(), after: z.ulid(), skip: z.int().nonnegative() }),
  output: comparisonSchema,
  async run({ history, profiles }, pair) {
    const volatileHeaders = profiles().flatMap(({ traceHeaders }) => traceHeaders)
    const comparison = await history.compare({ ...pair, volatileHeaders })
    if (comparison === null) throw notKept()
    return comparison
  },
})

export const historyCount = operation({
  name: 'history:count',
  kind: 'read',
  summary: 'count what matches a query',
  input: z.strictObject({ query: querySchema, limit: z.int().min(1).max(MOST_COUNTED) }),
  output: z.strictObject({ count: z.int().nonnegative(), isExact: z.boolean() }),
  run: ({ history }, wanted) => history.count(wanted),
})

export const historyKnownValues = operation({
  name: 'history:knownValues',
  kind: 'read',
  summary: 'list values to complete a query with, by field',
  output: z.record(z.string(), z.array(z.string())),
  run: ({ history }) => history.knownValues(),
})

export const historyMark = operation({
  name: 'history:mark',
  kind: 'write',
  summary: 'pin an exchange or put a note on it',
  input: z.strictObject({
    id: z.ulid(),
    /** Left out: stays as it is. The same holds for the note; null takes it away. */
    pinned: z.boolean().optional(),
    note: z.string().max(MAX_NOTE_LENGTH).nullable().optional(),
  }),
  /** The note as it is kept, without the secrets that were written into it; null when there was none to keep. */
  output: z.strictObject({ note: z.string().nullable() }),
  async run({ history, redactor }, { id, pinned, note }) {
    const clean = redactor.value(note)
    const isThere = await history.annotate({
      id,
      ...(pinned !== undefined && { pinned }),
      ...(clean !== undefined && { note: clean }),
    })
    if (!isThere) throw notKept()
    return { note: clean ?? null }
  },
})

export const historyPin = operation({
  name: 'history:pin',
  kind: 'write',
  summary: 'pin exchanges, or free them again',
  input: z.strictObject({ ids: namedSchema, pinned: z.boolean() }),
  /** How many of them are still there. */
  output: z.strictObject({ count: z.int().nonnegative() }),
  run: async ({ history }, { ids, pinned }) => ({ count: await history.pin(ids, pinned) }),
})

export const historyRemove = operation({
  name: 'history:remove',
  kind: 'write',
  summary: 'delete exchanges, for good after ten minutes',
  input: z.union([
    z.strictObject({ ids: namedSchema }),
    // An empty query means everything: too much to be said by leaving something out.
    z.strictObject({ query: querySchema.refine((text) => text.trim() !== '', 'Say what to remove.') }),
  ]),
  /** The number names the removal, so that it can be undone for some minutes. */
  output: z.strictObject({ removal: z.number(), count: z.int().nonnegative() }),
  run: ({ history }, selection) => history.remove(selection),
})

export const historyRestore = operation({
  name: 'history:restore',
  kind: 'write',
  summary: 'undo a deletion',
  input: z.strictObject({ removal: z.number().nonnegative() }),
  output: z.strictObject({ count: z.int().nonnegative() }),
  run: async ({ history }, { removal }) => ({ count: await history.restore(removal) }),
})

/** The limits are turned off first: else they would take the same again. */
export const historyUndoLimits = windowOperation({
  name: 'history:undoLimits',
  kind: 'write',
  summary: 'bring back what limits deleted within the last day, and turn the limits off',
  output: z.strictObject({ count: z.int().nonnegative() }),
  async run(context) {
    const { settings, history, onSettings } = context
    await settings.set({ keeping: KEEP_EVERYTHING })
    await pushSession(context)
    await onSettings(settings.get())
    return { count: await history.restoreByLimits() }
  },
})

export const historyUsage = operation({
  name: 'history:usage',
  kind: 'read',
  summary: 'show how much the history holds',
  output: usageSchema,
  run: ({ history }) => history.usage(),
})

export const historyActivity = operation({
  name: 'history:activity',
  kind: 'read',
  summary: 'show the requests of the last hour, minute by minute',
  output: activitySchema,
  run: ({ history, now }) => history.activity(now() - ACTIVITY_MS),
})

async function kept(history: Context['history'], id: string): Promise<Exchange> {
  const exchange = await history.get(id)
  if (exchange === null) throw notKept()
  return exchange
}

function notKept(): PosternError {
  return new PosternError('not-found', 'This exchange is not in the history.', 'Reload the list.')
}
