import type { Header } from './exchange.ts'

const NAME = '[A-Za-z_][\\w.-]{0,60}'
/** `{{name}}`, `<any words>`, `$NAME`, `${name}`, `%NAME%`, and what documents put for a key. */
const FORMS = [
  `\\{\\{\\s*[\\w.$-]{1,80}\\s*\\}\\}`,
  `<[A-Za-z][\\w.:' -]{0,80}>`,
  `\\$[A-Z_][A-Z0-9_]{1,60}`,
  `\\$\\{${NAME}[^}\\n]{0,200}\\}`,
  `\\$env:${NAME}`,
  `\\$\\((?:[^()\\n]|\\([^()\\n]*\\)){1,200}\\)`,
  `%[A-Z_][A-Z0-9_]{2,60}%`,
  `\\[?\\b(?:YOUR|MY)[-_ ][A-Z][A-Z0-9_ -]{1,60}\\b\\]?`,
  `\\b(?:your|my)[-_](?:api[-_]?)?(?:key|token|secret|jwt|password)(?:[-_]here)?\\b`,
  `[\\w.-]{0,60}(?:\\.{3}|…)`,
  `\\*{3,}|\\bx{4,}\\b|\\bX{4,}\\b`,
]
const SCHEME = /^(?:bearer|basic|token|apikey)\s+/i
const WHOLE = new RegExp(`^(?:(?:bearer|basic|token|apikey)\\s+)?["']?(?:${FORMS.join('|')})["']?$`, 'i')
const TEMPLATE = FORMS.slice(0, 7).join('|')
const ANY = new RegExp(TEMPLATE, 'g')
const WHOLE_TEMPLATE = new RegExp(`^(?:${TEMPLATE})$`)

/** Whether a value, with or without its scheme, is no value but stands for one: `Bearer {{token}}`. */
export function isPlaceholder(value: string): boolean {
  return value.length < 400 && WHOLE.test(value.trim())
}

/** Whether a value stands for one that a shell or a tool fills in. */
export function isTemplate(value: string): boolean {
  return value.length < 400 && WHOLE_TEMPLATE.test(value)
}

/** What of a request is to be filled in. In a body only what stands for a whole value is: it may be of any language. */
export function placeholdersIn({
  url,
  headers,
  body,
}: {
  url: string
  headers: readonly Header[]
  body: string | null
}): string[] {
  const inHeaders = headers.flatMap(([, value]) =>
    isPlaceholder(value) ? [value.replace(SCHEME, '')] : (value.match(ANY) ?? []),
  )
  const inBody = [
    ...(body ?? '').matchAll(/["=:]\s*(\{\{\s*[\w.$-]{1,80}\s*\}\}|<[A-Za-z][\w -]{0,60}>)(?=["&,}\s]|$)/g),
  ]
  const inPath = [...url.matchAll(/\/(:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})(?=[/?]|$)/g)]
  return [
    ...(url.match(ANY) ?? []),
    ...inPath.map(([, name = '']) => name),
    ...inHeaders,
    ...inBody.map(([, name = '']) => name),
  ]
}
