import { parse, type AnyNode, type CallExpression, type Program } from 'acorn'
import { isObject } from '../../contract/values.ts'
import { JsFormData, JsHeaders, sentText, shown, Unknown } from './javaScriptValues.ts'
import { readCall, type Call } from './javaScriptCall.ts'
import type { CommandReading } from './request.ts'

const CALL = /\b(?:fetch|axios(?:\.\w+)?|got(?:\.\w+)?|ky(?:\.\w+)?)\s*\(/
const CLIENT =
  /^(?:(?:window\.|globalThis\.)?fetch|(?:axios|got|ky)(?:\.(?:get|post|put|patch|delete|head|options|request))?)$/
const LONGEST = 1024 * 1024
const DEEPEST = 200

/**
 * What a call of `fetch` or axios would send, as browsers and Postman copy it; null for a text without one. Nothing is run:
 * literals, and what is made of them, are read from the syntax.
 * @throws PosternError bad-input
 */
export function readJavaScript(text: string): CommandReading | null {
  if (text.length > LONGEST || !CALL.test(text)) return null
  for (const source of [text, text.slice(text.search(CALL))]) {
    const program = parsed(source)
    const reader = new Reader(source)
    const call = program && reader.walk(program.body, 0)
    if (call) return readCall(call)
  }
  return null
}

function parsed(source: string): Program | null {
  try {
    return parse(source, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowAwaitOutsideFunction: true,
      allowReturnOutsideFunction: true,
    })
  } catch {
    return null
  }
}

class Reader {
  readonly #source: string
  readonly #values = new Map<string, unknown>()

  constructor(source: string) {
    this.#source = source
  }

  /** Goes through the syntax in its order, up to the call that sends. */
  walk(nodes: readonly AnyNode[], depth: number): Call | null {
    if (depth > DEEPEST) return null
    for (const node of nodes) {
      const found = this.#visit(node, depth)
      if (found) return found
    }
    return null
  }

  #visit(node: AnyNode, depth: number): Call | null {
    if (node.type === 'CallExpression') {
      const call = this.#sending(node)
      if (call) return call
      this.#effect(node)
    }
    const within = this.walk(childrenOf(node), depth + 1)
    if (within === null && node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init)
      this.#values.set(node.id.name, this.#value(node.init))
    if (within === null && node.type === 'AssignmentExpression' && node.left.type === 'Identifier')
      this.#values.set(node.left.name, this.#value(node.right))
    return within
  }

  #sending({ callee, arguments: args }: CallExpression): Call | null {
    const name = nameOf(callee)
    if (!CLIENT.test(name) || args.some(({ type }) => type === 'SpreadElement')) return null
    return { name, args: args.map((arg) => this.#value(arg)) }
  }

  /** `headers.append(…)`. */
  #effect({ callee, arguments: args }: CallExpression): void {
    if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return
    const into = this.#values.get(callee.object.name)
    const [name, value] = args.map((arg) => this.#value(arg))
    if (!/\.(?:append|set)$/.test(nameOf(callee))) return
    if (into instanceof JsHeaders || into instanceof JsFormData) into.pairs.push([shown(name), value])
    else if (into instanceof URLSearchParams) into.append(shown(name), shown(value))
  }

  #value(node: AnyNode): unknown {
    switch (node.type) {
      case 'Literal':
        return node.regex || node.bigint ? this.#unknown(node) : node.value
      case 'TemplateLiteral':
        return node.quasis
          .map(({ value }, at) => {
            const inner = node.expressions[at]
            return (value.cooked ?? '') + (inner ? shown(this.#value(inner)) : '')
          })
          .join('')
      case 'ObjectExpression':
        return Object.fromEntries(node.properties.flatMap((property) => this.#property(property)))
      case 'ArrayExpression':
        return node.elements.map((element) => (element ? this.#value(element) : null))
      case 'Identifier':
        if (node.name === 'undefined') return undefined
        return this.#values.has(node.name) ? this.#values.get(node.name) : this.#unknown(node)
      case 'BinaryExpression':
        return node.operator === '+'
          ? shown(this.#value(node.left)) + shown(this.#value(node.right))
          : this.#unknown(node)
      case 'UnaryExpression': {
        const value = this.#value(node.argument)
        return node.operator === '-' && typeof value === 'number' ? -value : this.#unknown(node)
      }
      case 'AwaitExpression':
        return this.#value(node.argument)
      case 'CallExpression':
      case 'NewExpression':
        return this.#made(node.callee, node.arguments, node)
      default:
        return this.#unknown(node)
    }
  }

  #property(node: AnyNode): [string, unknown][] {
    if (node.type === 'SpreadElement') {
      const value = this.#value(node.argument)
      return isObject(value) ? Object.entries(value) : []
    }
    if (node.type !== 'Property') return []
    const { key } = node
    const name = !node.computed && key.type === 'Identifier' ? key.name : shown(this.#value(key))
    return [[name, this.#value(node.value)]]
  }

  #made(callee: AnyNode, args: readonly AnyNode[], node: AnyNode): unknown {
    const name = nameOf(callee)
    const [first, , indent] = args.map((arg) => this.#value(arg))
    if (name === 'JSON.stringify') return sentText(first, typeof indent === 'number' ? indent : 0)
    if (name === 'Headers') return new JsHeaders(first)
    if (name === 'FormData') return new JsFormData()
    if (name === 'URLSearchParams') return new URLSearchParams(new JsHeaders(first).texts())
    if (['URL', 'String', 'Request', 'structuredClone'].includes(name)) return first
    if (name === 'encodeURIComponent') return encodeURIComponent(shown(first))
    if (name === 'btoa') return Buffer.from(shown(first), 'latin1').toString('base64')
    if (/\.toString$/.test(name) && callee.type === 'MemberExpression')
      return shown(this.#value(callee.object))
    return this.#unknown(node)
  }

  #unknown({ start, end }: AnyNode): Unknown {
    return new Unknown(this.#source.slice(start, Math.min(end, start + 60)))
  }
}

function nameOf(node: AnyNode): string {
  if (node.type === 'Identifier') return node.name
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return ''
  return `${nameOf(node.object)}.${node.property.name}`
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) =>
    (Array.isArray(value) ? value : [value]).filter(isNode),
  )
}

function isNode(value: unknown): value is AnyNode {
  return isObject(value) && typeof value['type'] === 'string' && typeof value['start'] === 'number'
}
