import { isObject } from '../../contract/values.ts'

/** What is known only when the script runs. */
export class Unknown {
  readonly written: string

  constructor(written: string) {
    this.written = written
  }

  /** As people write what is to be filled in. */
  toString(): string {
    return `<${this.written.replaceAll(/[<>\s]+/g, ' ').trim()}>`
  }

  toJSON(): string {
    return String(this)
  }
}

/** Headers of a script: an object, a list of pairs, or what was appended. */
export class JsHeaders {
  readonly pairs: [string, unknown][]

  constructor(given: unknown) {
    this.pairs = pairsOf(given)
  }

  texts(): [string, string][] {
    return this.pairs.map(([name, value]) => [name, shown(value)])
  }
}

/** The parts of a form. */
export class JsFormData extends JsHeaders {
  constructor() {
    super(null)
  }
}

function pairsOf(given: unknown): [string, unknown][] {
  if (given instanceof JsHeaders) return [...given.pairs]
  if (given instanceof URLSearchParams) return [...given]
  if (typeof given === 'string') return [...new URLSearchParams(given)]
  if (Array.isArray(given))
    return given.flatMap((pair: unknown): [string, unknown][] =>
      Array.isArray(pair) ? [[shown(pair[0]), pair[1]]] : [],
    )
  return isObject(given) && !(given instanceof Unknown) ? Object.entries(given) : []
}

/** As a script turns a value into text. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Unknown || value instanceof URLSearchParams) return String(value)
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return String(value)
}

export function sentText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent) ?? ''
}
