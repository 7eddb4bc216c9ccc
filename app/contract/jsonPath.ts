/** A name in an object, or a position in a list. */
export type Step = string | number

const PLAIN_NAME = /^[A-Za-z_]\w*$/
/** Of a name in a path; a hostile answer may have names of any length. */
const LONGEST_NAME = 200

/**
 * One step below `path`, as exchanges write it: `$.data[0].id`, and for a name that is no plain word the normalized form of
 * RFC 9535 (section 2.7), such as `$['half a name']`.
 */
export function below(path: string, step: Step): string {
  if (typeof step === 'number') return `${path}[${step}]`
  const name = step.slice(0, LONGEST_NAME)
  return PLAIN_NAME.test(name) ? `${path}.${name}` : `${path}['${escaped(name)}']`
}

/** The JSONPath of some steps from the root; a schema's complaints hand in their own, in which no symbols are met. */
export function writePath(steps: readonly PropertyKey[]): string {
  return steps.reduce<string>(
    (path, step) => below(path, typeof step === 'symbol' ? String(step) : step),
    '$',
  )
}

/** The path of the element of an array whose field `name` has that value: a filter of RFC 9535. */
export function elementPath(path: string, name: string, value: string | number): string {
  return `${path}[?${below('@', name)}==${JSON.stringify(value)}]`
}

const ESCAPES: Record<string, string> = { '\b': 'b', '\t': 't', '\n': 'n', '\f': 'f', '\r': 'r' }

function escaped(name: string): string {
  // eslint-disable-next-line no-control-regex -- RFC 9535 has them escaped
  return name.replace(/['\\\u0000-\u001f]/g, (character) => {
    const letter = ESCAPES[character] ?? (character >= ' ' ? character : null)
    return `\\${letter ?? `u${character.charCodeAt(0).toString(16).padStart(4, '0')}`}`
  })
}

const STEP = /\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/suy
const ESCAPE = /\\(?:u([\da-f]{4})|(.))/gisu

/**
 * The steps of a JSONPath, with or without the `$` before it. A path that was cut short, or goes on by a filter, leads as far
 * as it names places.
 */
export function readPath(path: string): Step[] {
  const text = path.startsWith('$') ? path.slice(1) : /^[.[]/.test(path) ? path : `.${path}`
  const steps: Step[] = []
  STEP.lastIndex = 0
  for (let match = STEP.exec(text); match; match = STEP.exec(text)) {
    const [, plain, position, single, double] = match
    steps.push(position === undefined ? (plain ?? unescaped(single ?? double ?? '')) : Number(position))
  }
  return steps
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (_, code: string | undefined, letter: string) =>
    code === undefined
      ? (Object.keys(ESCAPES).find((character) => ESCAPES[character] === letter) ?? letter)
      : String.fromCharCode(Number.parseInt(code, 16)),
  )
}
