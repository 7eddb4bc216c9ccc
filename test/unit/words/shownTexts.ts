import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { parse } from 'vue/compiler-sfc'

/** A text of the source that a user can meet, with the line on which it begins. A part that is put in when it is shown is `X`. */
export interface ShownText {
  file: string
  line: number
  text: string
  /** It is said to be a headline: at most 9 words, no full stop. */
  headline: boolean
}

type Place = Pick<ShownText, 'file' | 'line'>

const ROOT = join(import.meta.dirname, '../../..')

/**
 * These hold others' words: what the imitated API says, the phrases by which Postern knows what an API says, and code for
 * the programs of users.
 */
const OTHERS_WORDS =
  /^app\/(?:recorder\/secretSpellings|formats\/commands\/invocation|sandbox\/(?:records|endpoints|api|body|envelopes|keys|parameters|scope|tokenEndpoint|faultReplies|reply)|diagnosis\/(?:language|topics\/(?:topicRules|stepSaid|facts|sentenceForm)|causes\/rateWords)|reading\/(?:statusWords|transportWords)|webhooks\/verifiers\/)/u

/** Attributes of a component or an element that are shown or read aloud. */
const SHOWN_ATTRIBUTES = /^(?:aria-label|title|placeholder|label|alt|hint|heading|note|text|message|name)$/u
/** Elements that a sentence runs through. */
const INLINE = new Set(['code', 'b', 'strong', 'em', 'kbd', 'bdi', 'i', 'span', 'time', 'a'])
/** Calls that take no text: names, selectors, patterns, SQL. */
const CODE_CALLS =
  /(?:RegExp|words|prepare|exec|query|querySelector|querySelectorAll|getElementById|addEventListener|split|defineProps|closest|matches)$/u

/** Properties with words that a user may type, none of which is shown. */
const SEARCHED = new Set(['also'])

const isCode = (text: string): boolean =>
  /^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|DROP|ALTER|PRAGMA|WITH|BEGIN|COMMIT|FROM|WHERE|AND|OR|ORDER|LEFT|JOIN|INTO|ON|SET|VALUES|LIMIT|GROUP|REPLACE|X (?:AND|OR))\b(?: [A-Z]|\s*$|[^\p{L}]| [a-z_.]+(?: |,|$).*[=(_])/u.test(
    text,
  ) ||
  /=>|::|^HTTP\/|&&|\|\||\$\{|\);\n|^using \w|^[-.#[]|^(?:default|script|style|connect|img|font|object|form|frame|base)-src/u.test(
    text,
  )

/** Two words at least: a shorter text has no sentence to judge. */
const isText = (text: string): boolean => /\p{L}[\p{L}’']*[,:]? \p{L}{2}/u.test(text) && !isCode(text)

/** Where a string names something for the program and is never shown. */
function isName(node: ts.Node): boolean {
  const { parent } = node
  return (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isLiteralTypeNode(parent) ||
    ts.isCaseClause(parent) ||
    ts.isElementAccessExpression(parent) ||
    ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) &&
      CODE_CALLS.test(parent.expression.getText())) ||
    (ts.isPropertyAssignment(parent) && (parent.name === node || SEARCHED.has(parent.name.getText())))
  )
}

const isSum = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken

/** The strings of a list that is joined on the spot: `['One.', 'Two.'].join(' ')`. */
function joinedList(node: ts.Node): readonly ts.Node[] | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined
  const { name, expression } = node.expression
  return name.text === 'join' && ts.isArrayLiteralExpression(expression) ? expression.elements : undefined
}

/** What an expression says: literals as they are, the rest as `X`. Undefined where it is no text at all. */
function said(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map((span) => `X${span.literal.text}`).join('')
  }
  if (ts.isParenthesizedExpression(node)) return said(node.expression)
  const parts = isSum(node) ? [node.left, node.right] : joinedList(node)
  const texts = parts?.map(said)
  if (!texts?.some((text) => text !== undefined)) return undefined
  return texts.map((text) => text ?? 'X').join(isSum(node) ? '' : ' ')
}

/** The nodes within an expression that `said` took for `X`: they may hold texts of their own. */
function putIn(node: ts.Node): readonly ts.Node[] {
  if (ts.isStringLiteralLike(node)) return []
  if (ts.isTemplateExpression(node)) return node.templateSpans.map((span) => span.expression)
  if (ts.isParenthesizedExpression(node)) return putIn(node.expression)
  return (isSum(node) ? [node.left, node.right] : (joinedList(node) ?? [])).flatMap((part) =>
    said(part) === undefined ? [part] : putIn(part),
  )
}

const isHeadline = ({ parent }: ts.Node): boolean =>
  ts.isConditionalExpression(parent) || ts.isParenthesizedExpression(parent)
    ? isHeadline(parent)
    : ts.isPropertyAssignment(parent) && parent.name.getText() === 'headline'

function textsOfScript(source: string, place: Place): ShownText[] {
  const tree = ts.createSourceFile(place.file, source, ts.ScriptTarget.Latest, true)
  const found: ShownText[] = []
  const visit = (node: ts.Node): void => {
    const text =
      ts.isParenthesizedExpression(node) || ts.isTaggedTemplateExpression(node.parent ?? node)
        ? undefined
        : said(node)
    if (text === undefined) return ts.forEachChild(node, visit)
    if (isText(text) && !isName(node)) {
      const line = place.line + tree.getLineAndCharacterOfPosition(node.getStart()).line
      found.push({ file: place.file, line, text, headline: isHeadline(node) })
    }
    putIn(node).forEach(visit)
  }
  visit(tree)
  return found
}

/** A node of a template, as far as texts go: 1 element, 2 text, 5 interpolation, 6 attribute, 7 directive. */
interface Part {
  type: number
  loc: { start: { line: number }; source: string }
  content?: string | { loc: { source: string } }
  tag?: string
  name?: string
  value?: { content: string }
  exp?: { loc: { source: string } }
  props?: Part[]
  children?: Part[]
}

const flat = (part: Part): string =>
  part.type === 2 ? String(part.content) : part.type === 5 ? 'X' : (part.children ?? []).map(flat).join('')

const isInline = (part: Part): boolean =>
  part.type === 2 ||
  part.type === 5 ||
  INLINE.has(part.tag ?? '') ||
  (part.tag === 'template' && (part.children ?? []).every(isInline))

/** A run of text, interpolations and inline elements is one text, as it is one on the screen. */
function textsOfTemplate(parent: Part, file: string, withinRun = false): ShownText[] {
  const found: ShownText[] = []
  const keep = (text: string, { loc }: Part) => {
    const line = loc.start.line
    if (isText(text)) found.push({ file, line, text: text.replace(/\s+/gu, ' ').trim(), headline: false })
  }
  const keepScript = (source: string | undefined, { loc }: Part) => {
    if (source) found.push(...textsOfScript(`(${source})`, { file, line: loc.start.line }))
  }
  for (const prop of parent.props ?? []) {
    if (prop.type === 6 && SHOWN_ATTRIBUTES.test(prop.name ?? '')) keep(prop.value?.content ?? '', prop)
    if (prop.type === 7 && prop.name !== 'for' && prop.name !== 'slot') keepScript(prop.exp?.loc.source, prop)
  }
  let run: Part[] = []
  const endRun = () => {
    const [first] = run
    if (first && !withinRun) keep(run.map(flat).join(''), first)
    run = []
  }
  for (const child of parent.children ?? []) {
    if (isInline(child)) run.push(child)
    else endRun()
    if (typeof child.content === 'object') keepScript(child.content.loc.source, child)
    if (child.type === 1) found.push(...textsOfTemplate(child, file, isInline(child)))
  }
  endRun()
  return found
}

/** The texts of one source: TypeScript, or a component with its script and its template. */
export function textsOf(file: string, source: string): ShownText[] {
  if (!file.endsWith('.vue')) return textsOfScript(source, { file, line: 1 })
  const { descriptor } = parse(source, { filename: file, sourceMap: false })
  const script = descriptor.scriptSetup ?? descriptor.script
  const template = descriptor.template?.ast as Part | undefined
  return [
    ...(script ? textsOfScript(script.content, { file, line: script.loc.start.line }) : []),
    ...(template ? textsOfTemplate(template, file) : []),
  ]
}

/** Every text of the app, the command line and the page that a user can meet, from the syntax trees of their sources. */
export const shownTexts = (): ShownText[] =>
  ['app', 'renderer']
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${folder}/${file}`,
      ),
    )
    .filter((file) => /\.(?:ts|vue)$/u.test(file) && !OTHERS_WORDS.test(file))
    .toSorted()
    .flatMap((file) => textsOf(file, readFileSync(join(ROOT, file), 'utf8')))
