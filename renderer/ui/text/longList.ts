const BITS = 13
const PART = 2 ** BITS

/**
 * A list of whole numbers, of which there may be millions. They lie in parts of which only the last one grows: an
 * array that is as long is copied whole, time and again, and each of the last copies would hold the page up.
 */
export class LongList {
  readonly #parts: number[][] = []
  #last: number[] = []
  #full = 0

  get length(): number {
    return this.#full + this.#last.length
  }

  /** Undefined outside of the list. */
  at(index: number): number | undefined {
    return index < this.#full
      ? this.#parts[index >> BITS]?.[index & (PART - 1)]
      : this.#last[index - this.#full]
  }

  push(value: number): void {
    if (this.#last.length === PART) {
      this.#parts.push(this.#last)
      this.#full += PART
      this.#last = []
    }
    this.#last.push(value)
  }

  /** Puts another instead of the last. */
  replaceLast(value: number): void {
    this.#last[this.#last.length - 1] = value
  }
}
