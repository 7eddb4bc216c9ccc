import type { Clock } from '../clock.ts'

/** Thrown out of a wait, or whatever else is under way, when the user cancels. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** The waits of one exchange: each can be cut short, and all end when it is cancelled. */
export class CancellableDelay {
  readonly #clock: Clock
  readonly #controller = new AbortController()
  #skipWait: (() => boolean) | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  cancel(): void {
    this.#controller.abort()
  }

  /** Cuts the wait under way short; false when there is none. */
  skipWait(): boolean {
    return this.#skipWait?.() ?? false
  }

  /**
   * Ends after `ms`, or at once when the user is in a hurry.
   * @returns true when the wait was cut short
   * @throws Cancelled
   */
  async wait(ms: number): Promise<boolean> {
    const cut = new AbortController()
    const isCut = this.#clock.sleep(ms, cut.signal).then(
      () => false,
      () => true,
    )
    try {
      return await this.during(isCut, () => {
        cut.abort()
        return true
      })
    } finally {
      cut.abort()
    }
  }

  /**
   * Waits for something that others bring about.
   * @param skipWait makes it end at once; false when there is nothing to cut short
   * @throws Cancelled
   */
  async during<T>(waiting: Promise<T>, skipWait: () => boolean): Promise<T>
  /** @param deadline monotonic ms, at which it gives up */
  async during<T>(waiting: Promise<T>, skipWait: () => boolean, deadline: number): Promise<T | 'too-late'>
  async during<T>(waiting: Promise<T>, skipWait: () => boolean, deadline?: number): Promise<T | 'too-late'> {
    if (this.signal.aborted) throw new Cancelled()
    const alarm = new AbortController()
    const rivals: Array<Promise<T | 'too-late'>> = [waiting]
    if (deadline !== undefined) {
      const leftMs = Math.max(0, deadline - this.#clock.monotonic())
      // Rejects only when it is no longer needed.
      rivals.push(this.#clock.sleep(leftMs, alarm.signal).then(() => 'too-late' as const))
    }
    this.#skipWait = skipWait
    let abort: () => void = () => undefined
    const cancelled = new Promise<never>((_, reject) => {
      abort = () => {
        reject(new Cancelled())
      }
      this.signal.addEventListener('abort', abort, { once: true })
    })
    try {
      return await Promise.race([...rivals, cancelled])
    } finally {
      alarm.abort()
      this.#skipWait = null
      this.signal.removeEventListener('abort', abort)
    }
  }
}
