import { once } from 'node:events'
import { Readable, type Writable } from 'node:stream'

/** Counts calls in progress. */
export interface Calls {
  /** Counts `work` while it runs. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** Resolves once fewer than the most are in progress. */
  room(): Promise<void>
}

export function countCalls(most: number): Calls {
  let inProgress = 0
  let wake: (() => void)[] = []
  return {
    async run(work) {
      inProgress += 1
      try {
        return await work()
      } finally {
        inProgress -= 1
        if (inProgress < most) for (const resume of wake.splice(0)) resume()
      }
    },
    async room() {
      while (inProgress >= most) await new Promise<void>((resolve) => void (wake = [...wake, resolve]))
    },
  }
}

/** The input, read only while there is room and the output is taken: a host that floods waits instead of filling memory. */
export function paced(input: Readable, output: Writable, calls: Calls): Readable {
  async function* pieces(): AsyncGenerator<unknown> {
    for await (const piece of input) {
      await calls.room()
      if (output.writableNeedDrain) await once(output, 'drain')
      yield piece
    }
  }
  return Readable.from(pieces(), { objectMode: false })
}
