interface Peel {
  note: string
  /** The text without one layer; the same text where it has none of this kind. */
  peel: (text: string) => string
}

/** What stands before each line of a log, a quote or a listing. The order is the order in which they are tried. */
const LINE_PREFIXES: readonly RegExp[] = [
  // > quoted
  /^[ \t]{0,8}(?:>[ \t]?){1,8}/,
  // 2026-11-29T09:00:00Z, also in brackets, with what Kubernetes and Heroku put behind it
  /^\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[ ]?[+-]\d\d:?\d\d)?\]?(?:[ \t]+(?:stdout|stderr)[ \t]+[FP]\b)?(?:[ \t]+[\w.-]+\[[\w.-]+\]:)?(?:[ \t|:-]+|$)/,
  // api-1  |
  /^[\w./-]{1,60}[ \t]*\|(?:[ \t]|$)/,
  // <11>Nov 29 09:00:00 host api[123]:
  /^(?:<\d{1,3}>)?(?:\d )?[A-Z][a-z]{2}[ \t]+\d{1,2} \d\d:\d\d:\d\d [\w.-]{1,80} [\w./-]{1,60}(?:\[\d+\])?:[ \t]?/,
  // [pod/api-7d9/web]
  /^\[(?:pod|container)\/[\w./-]{1,120}\][ \t]?/,
  // E1129 09:00:00.123456 1 client.go:42]
  /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+[ \t]+\d+ [\w./-]+:\d+\][ \t]?/,
  // [ERROR], ERROR:, fail:, and what follows of thread and logger
  /^\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL|SEVERE|ERR|INF|DBG|WRN|trce|dbug|info|warn|fail|crit|error)\]?:?(?:[ \t]+|$)/,
  /^\[[\w#:. -]{1,40}\][ \t]+/,
  /^(?:\d{1,8} --- )?\[[^\][\n]{1,60}\][ \t]+[\w.$]{3,80}[ \t]*:[ \t]/,
  // 09:00:00.123
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?[ \t]+/,
  // numbers of lines, which no reason of a status follows
  /^[ \t]{0,6}(?![1-5]\d\d: ?(?:OK|Bad|Unauthorized|Forbidden|Not|Method|Conflict|Gone|Too|Unprocessable|Internal|Service|Gateway)\b)\d{1,6}[ \t]?[|:│][ \t]?/,
  // comments, diffs, list points and tables
  /^[ \t]{0,8}(?:\/\/|#|\*|--|\+|-|│|┃|\|)[ \t]/,
]

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
}
const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  '#34': '"',
  '#x22': '"',
  apos: "'",
  '#39': "'",
  lt: '<',
  gt: '>',
  nbsp: ' ',
  amp: '&',
}

const ESCAPE = String.fromCharCode(27)
const BELL = String.fromCharCode(7)
/** The escape character, also as JSON, Python and shells write it. */
const START = String.raw`(?:${ESCAPE}|\\{1,4}u001b|\\{1,4}x1b|\\{1,4}033)`
const COLOURS = new RegExp(
  String.raw`${START}(?:\[[0-9;?]{0,40}[A-Za-z]|\][^${BELL}${ESCAPE}]{0,500}${BELL})|\u241b\[[0-9;]{0,20}m`,
  'gi',
)
// eslint-disable-next-line no-control-regex -- NUL is among the characters that are looked for
const INVISIBLE = /[\u0000\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff]/g

const PEELS: readonly Peel[] = [
  {
    note: 'Postern removed terminal colours and invisible characters.',
    peel: (text) =>
      text
        .replace(COLOURS, '')
        .replace(INVISIBLE, '')
        .replace(/[\u00a0\u2007\u202f\u3000]/g, ' ')
        .replaceAll('\r\n', '\n'),
  },
  {
    note: 'Postern removed the prefix of each line.',
    peel: (text) => text.split('\n').map(withoutPrefix).join('\n'),
  },
  {
    note: 'Postern decoded the entities of a web page.',
    peel: (text) =>
      /&(?:quot|#34|#x22|amp|apos|#39);/i.test(text)
        ? text.replace(
            /&(quot|#34|#x22|apos|#39|lt|gt|nbsp|amp);/gi,
            (whole, name: string) => ENTITIES[name.toLowerCase()] ?? whole,
          )
        : text,
  },
  {
    note: 'Postern read doubled quotes as single ones, as tables of commas have them.',
    peel: (text) => (/[{,]\s?""\w{1,40}""\s?:/.test(text) ? text.replaceAll('""', '"') : text),
  },
  {
    note: 'Postern decoded a text that was percent-encoded.',
    peel: (text) => (/%7B(?:%22|%0A|%20)/i.test(text) ? percentDecoded(text) : text),
  },
  {
    note: 'Postern unescaped a quoted text.',
    peel: (text) =>
      /[{[,:](?:\\[nrt]|\s){0,20}\\{1,15}["nrt]/.test(text)
        ? text.replace(/\\([nrt"'\\/])/g, (_, letter: string) => ESCAPES[letter] ?? letter)
        : text,
  },
]

function withoutPrefix(line: string): string {
  const indented = line.trimStart()
  const prefix = LINE_PREFIXES.find((each) => each.test(indented))
  return prefix ? indented.replace(prefix, '') : line
}

function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2}){1,2000}/gi, (run) => {
    try {
      return decodeURIComponent(run)
    } catch {
      return run
    }
  })
}

/** A text with some of its wrappings taken off, and what was done to it. */
export interface View {
  text: string
  notes: string[]
}

/** More layers than anybody stacks. */
const MOST_LAYERS = 12

/** The text as it is, and then with one wrapping less each time. */
export function* viewsOf(text: string): Generator<View> {
  let view: View = { text, notes: [] }
  yield view
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const next = peeled(view)
    if (!next) return
    view = next
    yield view
  }
}

function peeled({ text, notes }: View): View | null {
  for (const { note, peel } of PEELS) {
    const less = peel(text)
    if (less !== text) return { text: less, notes: notes.includes(note) ? notes : [...notes, note] }
  }
  return null
}

/** The text with all its wrappings taken off. */
export function peeledText(text: string): string {
  let last = text
  for (const view of viewsOf(text)) last = view.text
  return last
}
