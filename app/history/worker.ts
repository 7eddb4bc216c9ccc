import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { z } from 'zod'
import { PosternError } from '../contract/errors.ts'
import type { Notice } from '../contract/notice.ts'
import { reasonOf } from '../files/quarantine.ts'
import { goLast } from '../threads/goLast.ts'
import { serve } from '../threads/remote.ts'
import { createMethods } from './methods.ts'
import { openRepository, openRepositoryForReading, type Repository } from './repository.ts'
import { createUpkeep } from './upkeep.ts'

/** What the thread is started with. */
export interface HistoryThreadData {
  file: string
  writer: string
  isReadOnly: boolean
  goesLast: boolean
}

/** What it tells without being asked. */
export type HistoryEvent = { kind: 'notice'; notice: Notice } | { kind: 'others' }

/** The thread that owns the database, so that nothing it does can hold up a window or a request. */
if (parentPort === null) throw new Error('This file runs as a worker only.')
const { file, writer, isReadOnly, goesLast }: HistoryThreadData = workerData
if (goesLast) goLast()
const early: HistoryEvent[] = []
let tell = (event: HistoryEvent): void => {
  early.push(event)
}
/** Why it cannot be read; null when it can. */
let refusal: PosternError | null = null
const repository = open()

function open(): Repository {
  const onNotice = (notice: Notice) => {
    tell({ kind: 'notice', notice })
  }
  if (!isReadOnly) return openRepository({ file, writer, onNotice })
  try {
    return openRepositoryForReading({ file, writer, onNotice })
  } catch (error) {
    refusal = unusable(error)
    return openRepository({ file: ':memory:', writer, onNotice })
  }
}
const upkeep = createUpkeep(repository, () => {
  tell({ kind: 'others' })
})
/** What is written by these goes before the tidying. */
const WRITING: ReadonlySet<string> = new Set([
  'put',
  'add',
  'annotate',
  'pin',
  'remove',
  'restore',
  'restoreByLimits',
])

const methods = createMethods(repository, upkeep, (port: MessagePort) => {
  serve(port, guarded)
})
const guarded = Object.fromEntries(
  Object.entries(methods).map(([name, method]) => [name, guard(name, method)]),
)
tell = serve<HistoryEvent>(parentPort, guarded)
for (const event of early) tell(event)
if (!isReadOnly) upkeep.rest()

function guard(
  name: string,
  method: (...given: never[]) => unknown,
): (...given: never[]) => Promise<unknown> {
  return async (...given) => {
    if (WRITING.has(name)) upkeep.giveWay()
    try {
      if (refusal && name !== 'close') throw refusal
      return await method(...given)
    } catch (error) {
      throw unusable(error)
    } finally {
      if (name !== 'close' && !isReadOnly) upkeep.rest()
    }
  }
}

function unusable(error: unknown): PosternError {
  if (error instanceof PosternError) return error
  const reason = error instanceof z.ZodError ? 'an entry has damage' : reasonOf(error)
  return new PosternError(
    'history-unavailable',
    `Postern cannot use the history: ${reason}.`,
    'Repeat the action. If it fails again, quit Postern and copy history.db before anything else.',
  )
}
