import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Exchange } from '../contract/exchange.ts'
import type { Notice } from '../contract/notice.ts'
import { finding } from '../diagnosis/findings.ts'
import { roomAgain, roomLow, roomUsedUp } from './repositoryNotices.ts'

/** Free bytes of a disk below which the user is warned. */
export const LOW_BYTES = 500_000_000
/** Below this the bodies of responses are not written: rows alone fit for long, and the rest of the system needs room too. */
export const LEAST_BYTES = 100_000_000
/** Room is there again with so much more, so that a disk at the edge is not told of over and over. */
const MORE = 1.1
/** The disk is asked at most this often. */
const LOOK_MS = 5000

type Room = 'enough' | 'low' | 'used up'

export interface DiskRoomOptions {
  file: string
  /** Free bytes of the disk; null where that cannot be told. */
  free: () => number | null
  /** Ms that never jump. */
  monotonic: () => number
  onNotice: (notice: Notice) => void
}

/** Watches how much of the disk is free before something is written, so that a full disk is met before it is full. */
export function createDiskRoom({ file, free, monotonic, onNotice }: DiskRoomOptions) {
  let room: Room = 'enough'
  let lookAgain = Number.NEGATIVE_INFINITY

  function look(): void {
    if (monotonic() < lookAgain) return
    lookAgain = monotonic() + LOOK_MS
    const bytes = free()
    if (bytes === null) return
    const now = roomOf(bytes, room)
    if (now === room) return
    room = now
    const notices = { enough: roomAgain, low: roomLow, 'used up': roomUsedUp }
    onNotice(notices[now](file, bytes))
  }

  return {
    /** Exchanges as there is room for them. */
    fitting(exchanges: readonly Exchange[]): readonly Exchange[] {
      look()
      return room === 'used up' ? exchanges.map(withoutBodies) : exchanges
    },
  }
}

function roomOf(bytes: number, before: Room): Room {
  if (bytes < LEAST_BYTES * (before === 'used up' ? MORE : 1)) return 'used up'
  return bytes < LOW_BYTES * (before === 'enough' ? 1 : MORE) ? 'low' : 'enough'
}

/** Without the bodies of responses, which its findings say. That of the request stays, so that it can be sent again. */
function withoutBodies(exchange: Exchange): Exchange {
  const { attempts, findings } = exchange
  if (attempts.every(({ response }) => response === null || response.body === '')) return exchange
  const message = 'Postern did not keep the body of the response: the disk was nearly full.'
  return {
    ...exchange,
    attempts: attempts.map((attempt) =>
      attempt.response === null
        ? attempt
        : { ...attempt, response: { ...attempt.response, body: '', truncated: true } },
    ),
    findings: [
      ...findings.filter(({ rule }) => rule !== 'body-truncated'),
      finding('body-truncated', '$', message),
    ],
  }
}

/** Free bytes for this user on the disk where a file is. */
export function freeBytesAt(file: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(dirname(file))
    return bavail * bsize
  } catch {
    return null
  }
}
