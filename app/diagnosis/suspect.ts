import { clip, isObject } from '../contract/values.ts'
import type { AnswerContext } from './answerContext.ts'

/** A value of the request that a firewall may take for an attack. */
export interface Suspect {
  name: string
  value: string
  /** False for addresses, which are often right. */
  isLikely: boolean
}

/** What the common rules of firewalls look for. */
const SIGNS: readonly RegExp[] = [
  /<[a-z!/?]|\bon\w{3,20}\s?=|javascript:/i,
  /\.\.[/\\]|\/etc\/|\bc:\\/i,
  /['"`;]|--|\/\*|\bunion\s+(?:all\s+)?select\b|\bor\s+\d+\s?=\s?\d|\bdrop\s+table\b/i,
  /\$\{|\{\{|\$\(|<%/,
]
const ADDRESS = /\b(?:https?|ftp|file|data):|\b\d{1,3}(?:\.\d{1,3}){3}\b|\blocalhost\b/i

const LONGEST_VALUE = 2000
const MOST_VALUES = 100

/** The value that most looks like an attack; null where none does. */
export function suspectIn({ target, request }: Pick<AnswerContext, 'target' | 'request'>): Suspect | null {
  const values = [...target.query.map(([name, value]) => ({ name, value })), ...bodyValues(request.body)]
    .slice(0, MOST_VALUES)
    .map(({ name, value }) => ({ name, value: clip(value, LONGEST_VALUE) }))
  for (const sign of SIGNS) {
    const found = values.find(({ value }) => sign.test(value))
    if (found) return { ...found, isLikely: true }
  }
  const address = values.find(({ value }) => ADDRESS.test(value))
  return address ? { ...address, isLikely: false } : null
}

function bodyValues(body: string | null): Array<Pick<Suspect, 'name' | 'value'>> {
  if (body === null) return []
  try {
    const fields: unknown = JSON.parse(body)
    if (!isObject(fields)) return []
    return Object.entries(fields).flatMap(([name, value]) =>
      typeof value === 'string' ? [{ name, value }] : [],
    )
  } catch {
    return []
  }
}
