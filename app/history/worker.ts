import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { reasonOf } from '../files/quarantine.ts'
import { compareExchanges } from '../compare/compare.ts'
import type { Exchange } from '../contract/exchange.ts'
import { createChangeWriter } from './changeWriter.ts'
import { openRepository } from './repository.ts'
import type { Order, Report, TaskInput, TaskName, TaskOutput } from './messages.ts'
import { retentionSchema } from './retention.ts'

/** The thread that owns the database, so that nothing it does can hold up a window or a request. */
const { retention: initial, ...options } = z
  .object({ file: z.string(), writer: z.string(), retention: retentionSchema })
  .parse(workerData)
const port = parentPort
if (port === null) throw new Error('This file runs as a worker only.')

/** Longest part of a search, so that what is to be written need not wait. */
const SLICE_MS = 25
/** With nothing to write for so long, the thread begins to tidy; it pauses after each step. Reading holds nothing up. */
const IDLE_MS = 1500
const PAUSE_MS = 20
/** How soon it is seen what the headless tool has written, and what was deleted as beyond a limit. */
const WATCH_MS = 1000
const POSTPONING: ReadonlySet<TaskName> = new Set(['put', 'mark', 'pin', 'remove', 'restoreSome'])

const report = (message: Report) => port.postMessage(message)
const repository = openRepository({ ...options, onNotice: (notice) => report({ kind: 'notice', notice }) })
const take = createChangeWriter(repository)
let retention = initial
let tidying: NodeJS.Timeout | undefined
let watching: NodeJS.Timeout | undefined
let seenVersion = repository.othersVersion()
/** Whether the tidying has deleted what somebody may be looking at. */
let hasDeleted = false

const tasks: { [N in TaskName]: (input: TaskInput<N>) => TaskOutput<N> } = {
  put: (states) => take(states.map((state) => (typeof state === 'string' ? readLine(state) : state))),
  get: (id) => repository.get(id),
  known: (ids) => repository.known(ids),
  list: (place) => repository.list(place, stopwatch()),
  find: (place) => repository.find(place, stopwatch()),
  compare: ({ before, after, ...options }) => {
    const [left, right] = [repository.get(before), repository.get(after)]
    return left && right ? compareExchanges(left, right, options) : null
  },
  counts: (query) => ({ total: repository.total(), matching: repository.quickCount(query) }),
  mark: (change) => repository.mark(change),
  pin: ({ ids, pinned }) => repository.pin(ids, pinned),
  remove: ({ ids, removal }) => repository.remove(ids, removal),
  restoreSome: (removal) => repository.restoreSome(removal),
  problems: (query) => repository.problems.list(query),
  problem: (fingerprint) => repository.problems.get(fingerprint),
  openProblems: () => repository.problems.open(),
  setProblemState({ fingerprint, state }) {
    repository.problems.setState(fingerprint, state)
    return null
  },
  unknownCodes: (known) => repository.problems.unknownCodes(known),
  knownValues: () => repository.knownValues(),
  usage: () => repository.housekeeping.usage(),
  pace: (since) => repository.pace(since),
  setRetention(wanted) {
    retention = wanted
    return null
  },
  watch(isWanted) {
    clearInterval(watching)
    if (isWanted) watching = setInterval(lookForOthers, WATCH_MS)
    return null
  },
  close() {
    clearInterval(watching)
    repository.close()
    return null
  },
}

port.on('message', (order: Order) => {
  const { number } = order
  if (POSTPONING.has(order.name)) {
    clearTimeout(tidying)
    tidying = undefined
  }
  try {
    report({ kind: 'done', number, output: execute(order) })
  } catch (error) {
    report({
      kind: 'failed',
      number,
      error: {
        code: 'history-unavailable',
        message: `The history cannot be used: ${error instanceof z.ZodError ? 'an entry is damaged' : reasonOf(error)}.`,
        remedy:
          'Try again. If it stays so, close Postern and make a copy of history.db before anything else.',
      },
    })
  }
  if (order.name === 'close') port.close()
  else tidying ??= setTimeout(tidy, IDLE_MS)
})
report({ kind: 'ready' })
tidying = setTimeout(tidy, IDLE_MS)

function execute<N extends TaskName>({ name, input }: Order<N>): TaskOutput<N> {
  return tasks[name](input)
}

/** Our own main thread wrote it a moment ago. */
function readLine(line: string): Exchange {
  const exchange: Exchange = JSON.parse(line)
  return exchange
}

function stopwatch(): () => boolean {
  const end = performance.now() + SLICE_MS
  return () => performance.now() > end
}

function lookForOthers(): void {
  try {
    const version = repository.othersVersion()
    if (version === seenVersion && !hasDeleted) return
    seenVersion = version
    hasDeleted = false
    report({ kind: 'changed' })
  } catch {
    // Who next reads or writes is told what is wrong.
  }
}

/** A disk that refuses is no reason to speak up: the next exchange that cannot be kept is. */
function tidy(): void {
  tidying = undefined
  let isMore = false
  try {
    const step = repository.housekeeping.step(retention)
    isMore = step.isMore
    hasDeleted ||= step.hasDeleted
  } catch {
    isMore = false
  }
  if (isMore) tidying = setTimeout(tidy, PAUSE_MS)
}
