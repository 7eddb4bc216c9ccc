import { systemClock } from '../clock.ts'
import { formatDuration } from '../contract/duration.ts'
import type { Io } from './io.ts'
import { attemptLine } from './print.ts'
import type { SessionOptions } from './session.ts'

interface Telling {
  io: Io
  isQuiet: boolean
  secret: string | null
  token?: string | undefined
}

/** What a command that sends is told by the sender: its steps as they happen, and which secrets it knows. */
export function tellingParts({
  io,
  isQuiet,
  secret,
  token,
}: Telling): Required<Pick<SessionOptions, 'secretOf' | 'secrets' | 'onStep' | 'onProgress'>> {
  const told = new Set<string>()
  const say = (text: string) => {
    if (!isQuiet) io.stderr(text)
  }
  return {
    secretOf: () => secret,
    secrets: () => [secret, token].filter((value) => typeof value === 'string'),
    onStep: ({ id, attempts }) => {
      for (const attempt of attempts) {
        const mark = `${id} ${attempt.number}`
        if (!attempt.decision || told.has(mark)) continue
        told.add(mark)
        say(attemptLine(attempt))
      }
    },
    onProgress: ({ state, until, reason }) => {
      if (state === 'waiting' && until !== null)
        say(`    waiting ${formatDuration(Math.max(0, until - systemClock.now()))}: ${reason}\n`)
    },
  }
}
