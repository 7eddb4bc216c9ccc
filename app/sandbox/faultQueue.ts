import type { WaitingFault } from '../contract/sandbox.ts'
import { isLimited } from './api.ts'
import { TOKEN_PATH } from './endpoints/tokenRequest.ts'
import type { Fault } from './faults.ts'

interface Asked {
  readonly method: string
  readonly path: string
}

export interface FaultQueue {
  /** Strikes the next requests: as many as the fault says, or one. */
  add(fault: Fault): void
  /** The fault that strikes this request, if any: its own from the header, or the oldest that was added. */
  take(request: Asked, ownFault: Fault | null): Fault | null
  /** The faults that were added and still wait, oldest first, and how many requests each will strike. */
  waiting(): readonly Readonly<WaitingFault>[]
  clear(): void
}

/** Different header values with `times` that are remembered; the oldest is forgotten first. */
const MAX_COUNTERS = 1000

export function createFaultQueue(): FaultQueue {
  let waiting: { fault: Fault; left: number }[] = []
  /** How often a header value with `times` has struck a path. */
  const struck = new Map<string, number>()

  function takeOwn({ method, path }: Asked, fault: Fault): Fault | null {
    if ((fault.path ?? path) !== path || (fault.method ?? method) !== method) return null
    if (fault.times === null) return fault
    const counter = `${path} ${fault.spec}`
    const before = struck.get(counter) ?? 0
    if (before >= fault.times) return null
    struck.set(counter, before + 1)
    const oldest = struck.keys().next()
    if (struck.size > MAX_COUNTERS && !oldest.done) struck.delete(oldest.value)
    return fault
  }

  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 })
    },
    take(request, ownFault) {
      if (ownFault) return takeOwn(request, ownFault)
      const next = waiting.find(({ fault }) => isFor(request, fault))
      if (!next) return null
      next.left -= 1
      waiting = waiting.filter(({ left }) => left > 0)
      return next.fault
    },
    waiting: () => waiting.map(({ fault, left }) => ({ spec: fault.spec, left })),
    clear() {
      waiting = []
      struck.clear()
    },
  }
}

/** Token exchanges are spared unless they are meant, so that an added fault strikes the request that it was made for. */
function isFor({ method, path }: Asked, fault: Fault): boolean {
  if ((fault.method ?? method) !== method) return false
  if (fault.name === 'full-window' && !isLimited(path)) return false
  return fault.path === null ? path !== TOKEN_PATH : path === fault.path
}
