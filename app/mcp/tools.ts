import { z } from 'zod'
import type { Described } from '../contract/described.ts'
import type { ErrorCode } from '../contract/errors.ts'
import { PosternError } from '../contract/errors.ts'
import { querySchema } from '../contract/keeping.ts'
import { explainAnswer } from '../operations/explain.ts'
import { checkHistory } from '../operations/check.ts'
import type { CommandLineContext } from '../operations/context.ts'
import { catalogDescribe } from '../operations/describe.ts'
import { historyGet, historyList } from '../operations/history.ts'
import { BadInput } from '../operations/operation.ts'
import { problemsList } from '../operations/problems.ts'
import { reportAnswer } from './report.ts'
import type { Answer } from './result.ts'
import { lineOf, partOf, PARTS, summaryOf } from './shown.ts'
import { problemAnswer, sinceOf } from './problems.ts'

export const REPLAY_TARGETS = ['sandbox', 'same'] as const
export type ReplayTarget = (typeof REPLAY_TARGETS)[number]

/** What the tools are given. */
export interface Desk {
  /** Name of the program that asks, as it gives itself; empty until it has called. */
  agent: string
  /** Lends what the operations need, with the history as it is now. One at a time. */
  read<T>(work: (context: CommandLineContext) => Promise<T>): Promise<T>
  /** The same for what needs no history, and so works where there is none. */
  withoutHistory<T>(work: (context: CommandLineContext) => Promise<T>): Promise<T>
  /**
   * Sends an exchange once more, and resolves with the id of the new one.
   * @throws PosternError `app-closed`, `declined`, `busy`, or why it cannot be sent
   */
  replay(id: string, to: ReplayTarget): Promise<string>
}

/** What a server may do. */
export interface Allowed {
  send: boolean
  /** No replay leaves this computer. */
  sandboxOnly: boolean
}

export interface Tool {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly isReadOnly: boolean
  readonly input: z.ZodType
  /** @throws BadInput for arguments that the schema refuses; PosternError as the operation says */
  call(desk: Desk, raw: unknown): Promise<Answer>
}

interface Given<I extends z.ZodType> extends Omit<Tool, 'call' | 'input' | 'isReadOnly'> {
  input: I
  run(desk: Desk, input: z.infer<I>): Promise<Answer>
}

function tool<I extends z.ZodType>({ run, ...given }: Given<I>, isReadOnly = true): Tool {
  return {
    ...given,
    isReadOnly,
    call(desk, raw) {
      const read = given.input.safeParse(raw ?? {})
      if (!read.success) throw new BadInput(read.error.issues)
      return run(desk, read.data)
    },
  }
}

const MOST_LINES = 50
const USUAL_LINES = 20
/** Longest text to explain, in characters. */
const LONGEST_BODY = 256 * 1024
/** More calls than that take longer than an agent waits. */
const MOST_CHECKED = 20_000

const id = z.string().max(40).describe('Id of an exchange')

const searchHistory = tool({
  name: 'search_history',
  title: 'Search the history',
  description:
    'Lists exchanges, the newest first. Terms of a query: status:4xx code:100 outcome:failed method:POST route:/sites since:2h run:ID, or words.',
  input: z.strictObject({
    query: querySchema.optional(),
    limit: z.int().min(1).max(MOST_LINES).optional().describe(`Default ${USUAL_LINES}`),
    before: z.string().max(40).optional().describe('The next of an earlier page'),
  }),
  async run(desk, { query, limit = USUAL_LINES, before }) {
    const page = { query: query ?? null, limit, before: before === undefined ? null : ulidOf(before) }
    const { items, next } = await desk.read(async (context) => historyList.run(context, page))
    return { count: items.length, next, untrusted: { exchanges: items.map(lineOf) } }
  },
})

const getExchange = tool({
  name: 'get_exchange',
  title: 'Get an exchange',
  description: 'Gives one part of an exchange. The summary says why it failed and what to do.',
  input: z.strictObject({ id, part: z.enum(PARTS).optional().describe('Default summary') }),
  run: (desk, { id: given, part = 'summary' }) =>
    desk.read(async (context) =>
      partOf(await historyGet.run(context, { id: ulidOf(given) }), part, context.catalog()),
    ),
})

const listProblems = tool({
  name: 'list_problems',
  title: 'List open problems',
  description: 'Groups failures with the same cause, the last seen first. Counts cover the whole history.',
  input: z.strictObject({
    since: z.string().max(40).optional().describe('For example 2h, 7d or 2026-03-01'),
  }),
  run: (desk, { since }) =>
    desk.read(async (context) => {
      const from = since === undefined ? 0 : sinceOf(since, context.now())
      const { items } = await problemsList.run(context, { state: 'open', before: null, limit: 100 })
      return problemAnswer(
        items.filter(({ lastSeen }) => Date.parse(lastSeen) >= from),
        context.catalog(),
      )
    }),
})

const explain = tool({
  name: 'explain',
  title: 'Explain a response',
  description: 'Explains a response that you have: a body, the output of curl -i, or a log. Sends nothing.',
  input: z.strictObject({
    body: z.string().max(LONGEST_BODY),
    status: z.int().min(100).max(999).optional(),
    request: z.string().max(2000).optional().describe('For example GET /api/external/sites?customerId=7'),
  }),
  run: (desk, { body, status = null, request = '' }) =>
    desk.withoutHistory(async (context) => {
      const question = { answer: body, status, request, headers: [], claims: null }
      const { exchange, content, isRequestUnread } = await explainAnswer.run(context, question)
      if (content === 'capture' || content === 'command') throw NOT_A_RESPONSE[content]
      const { id: _, ...summary } = summaryOf(exchange, context.catalog())
      return { content, ...(request !== '' && isRequestUnread && { requestWasRead: false }), ...summary }
    }),
})

const refusal = (message: string, remedy: string, code: ErrorCode = 'bad-input') =>
  new PosternError(code, message, remedy)

const NOT_A_RESPONSE = {
  capture: refusal('This is a HAR file, not a response.', 'Import it: postern import FILE'),
  command: refusal('This is a command, not a response.', 'Run it with curl -i, then explain its output.'),
}

const checkIntegration = tool({
  name: 'check_integration',
  title: 'Check an integration',
  description:
    'Checks the calls of a program against the rules of the API documentation: retries, tokens, rate limit, paging.',
  input: z.strictObject({
    query: querySchema.optional().describe('Default: the last run in Capture'),
  }),
  run: (desk, { query }) =>
    desk.read(async (context) =>
      reportAnswer(
        await checkHistory.run(context, { query: query ?? null, idempotent: [], limit: MOST_CHECKED }),
      ),
    ),
})

const describeApi = tool({
  name: 'describe_api',
  title: 'Describe the API',
  description:
    'Gives catalog entries: an endpoint, a status, a service code, a finding or a rule. Without arguments it lists the endpoints.',
  input: z.strictObject({
    endpoint: z.string().max(2000).optional().describe('Path, with or without a method'),
    status: z.int().min(100).max(999).optional(),
    code: z.int().optional(),
    finding: z.string().max(100).optional().describe('Name of a finding or of a rule'),
  }),
  run: (desk, wanted) =>
    desk.withoutHistory(async (context) => {
      const described: Described = await catalogDescribe.run(context, wanted)
      return Object.fromEntries(
        Object.entries(described).filter(
          ([, part]) => part !== null && !(Array.isArray(part) && part.length === 0),
        ),
      )
    }),
})

function replayTool({ sandboxOnly }: Allowed): Tool {
  const targets = sandboxOnly ? REPLAY_TARGETS.slice(0, 1) : REPLAY_TARGETS
  return tool(
    {
      name: 'replay',
      title: 'Replay an exchange',
      description: sandboxOnly
        ? 'Sends the request of an exchange once more, to the sandbox of Postern.'
        : 'Sends the request of an exchange once more. Outside the sandbox the user has to agree in the window of Postern.',
      input: z.strictObject({
        id,
        to: z.enum(targets).optional().describe('Default sandbox'),
      }),
      async run(desk, { id: given, to = 'sandbox' }) {
        const original = ulidOf(given)
        const made = await desk.replay(original, to)
        return desk.read(async (context) => ({
          ...partOf(await historyGet.run(context, { id: made }), 'summary', context.catalog()),
          to,
        }))
      },
    },
    false,
  )
}

/** @throws PosternError bad-input */
function ulidOf(text: string): string {
  const read = z.ulid().safeParse(text.trim().toUpperCase())
  if (read.success) return read.data
  throw refusal('This is not the id of an exchange.', 'Take an id from search_history.')
}

const READING: readonly Tool[] = [
  searchHistory,
  getExchange,
  listProblems,
  explain,
  checkIntegration,
  describeApi,
]

/** The tools that a server lists. */
export function toolsFor(allowed: Allowed): readonly Tool[] {
  return allowed.send ? [...READING, replayTool(allowed)] : READING
}
