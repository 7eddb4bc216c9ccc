import type { Range } from './ranges.ts'

/** A Secret of Kubernetes, as YAML and as JSON. */
const KIND = /(?:^|[\r\n\0])[ \t-]*kind:[ \t]*["']?Secret\b|["'\0]kind["'\0]\s{0,9}:\s{0,9}["'\0]Secret["'\0]/
const BLOCK = /(?<=^|[\r\n\0])([ \t-]*)(?:data|stringData):[ \t]*\r?\n/g
const ENTRY = /([ \t]+)["']?[\w.-]{1,253}["']?:[ \t]*(?:[|>][-+\d]{0,2}[ \t]*)?["']?/y
const OBJECT = /["'\0](?:data|stringData)["'\0]\s{0,9}:\s{0,9}\{([^{}]*)\}/dg
const VALUE = /(["'\0])\s{0,9}:\s{0,9}\1([^"'\0]+)/dg

/** Adds a range for each value of such a Secret, whatever its name is. */
export function findManifests(text: string, ranges: Range[]): void {
  if (!text.includes('Secret') || !KIND.test(text)) return
  for (const { 0: whole, 1: indent = '', index } of text.matchAll(BLOCK))
    findEntries(text, index + whole.length, indent.length, ranges)
  for (const { indices } of text.matchAll(OBJECT)) {
    const [start, end] = indices?.[1] ?? [0, 0]
    for (const value of text.slice(start, end).matchAll(VALUE)) {
      const [first, last] = value.indices?.[2] ?? [0, 0]
      ranges.push({ start: start + first, end: start + last, name: 'data' })
    }
  }
}

/** The lines that are indented further than the name of the block. */
function findEntries(text: string, from: number, indent: number, ranges: Range[]): void {
  for (let at = from; at < text.length;) {
    const found = text.slice(at).search(/[\r\n\0]/)
    const end = found === -1 ? text.length : at + found
    const spaces = /^[ \t]*/.exec(text.slice(at, end))?.[0].length ?? 0
    if (spaces <= indent) return
    ENTRY.lastIndex = at
    const start = ENTRY.test(text) && ENTRY.lastIndex <= end ? ENTRY.lastIndex : at + spaces
    const last = text.slice(start, end).trimEnd().replace(/["']$/, '').length
    if (last > 0) ranges.push({ start, end: start + last, name: 'data' })
    if (text[end] === '\0') return
    at = end + (text.startsWith('\r\n', end) ? 2 : 1)
  }
}
