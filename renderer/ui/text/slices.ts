/** Work that pauses now and then, so that whoever drives it can let others have their turn. */
export type Work<T> = Generator<void, T>

/** How long the page may be held by one slice: half of what a frame at 60 Hz leaves. */
const SLICE_MS = 8

/** How many characters a worker goes on for before it pauses: well under a millisecond. */
export const STRIDE = 16_384

interface Slicing {
  readonly signal?: AbortSignal
  /** Called between two slices, when there is more to show. */
  readonly onPause?: () => void
}

/**
 * Drives work to its end in slices, between which the page answers its user. The first slice runs at once, so
 * that small work is done before this returns. Resolves to null when it was called off.
 */
export function inSlices<T>(work: Work<T>, { signal, onPause }: Slicing = {}): Promise<T | null> {
  return new Promise((resolve) => {
    const channel = new MessageChannel()

    function finish(result: T | null): void {
      channel.port1.close()
      resolve(result)
    }

    function run(): void {
      if (signal?.aborted === true) {
        finish(null)
        return
      }
      const end = performance.now() + SLICE_MS
      while (performance.now() < end) {
        const step = work.next()
        if (step.done === true) {
          finish(step.value)
          return
        }
      }
      onPause?.()
      // A message, unlike a timer, is not held back to four milliseconds once they nest.
      channel.port2.postMessage(null)
    }

    channel.port1.onmessage = run
    run()
  })
}

/** The same at one go, for texts that are known to be short. */
export function atOnce<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}
