import type { Clock } from '../clock.ts'

/** Thrown out of a wait, or whatever else is under way, when the user cancels. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled'
}

/** The waits of one exchange: each can be cut short, and all end when it is cancelled. */
export class Patience {
  readonly #clock: Clock
  readonly #controller = new AbortController()
  #hurry: (() => void) | null = null

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
  hurry(): boolean {
    const hurry = this.#hurry
    hurry?.()
    return hurry !== null
  }

  /**
   * Ends after `ms`, or at once when the user is in a hurry.
   * @returns true when the wait was cut short
   * @throws Cancelled
   */
  async wait(ms: number): Promise<boolean> {
    const cut = new AbortController()
    return this.during(
      this.#clock.sleep(ms, cut.signal).then(
        () => false,
        () => true,
      ),
      () => {
        cut.abort()
      },
    )
  }

  /**
   * Waits for something that others bring about.
   * @param hurry makes it end at once
   * @throws Cancelled
   */
  async during<T>(waiting: Promise<T>, hurry: () => void): Promise<T> {
    if (this.signal.aborted) throw new Cancelled()
    this.#hurry = hurry
    let abort: () => void = () => undefined
    const cancelled = new Promise<never>((_, reject) => {
      abort = () => {
        reject(new Cancelled())
      }
      this.signal.addEventListener('abort', abort, { once: true })
    })
    try {
      return await Promise.race([waiting, cancelled])
    } finally {
      this.#hurry = null
      this.signal.removeEventListener('abort', abort)
    }
  }
}
