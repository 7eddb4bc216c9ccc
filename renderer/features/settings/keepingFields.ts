import type { KeepingLimits } from '../../../app/contract/keeping.ts'

export type KeepingName = keyof KeepingLimits
type KeepingTexts = Record<KeepingName, string>

/** What is typed for each limit; empty for none. */
export function textsOf(limits: KeepingLimits): KeepingTexts {
  const text = (value: number | null) => (value === null ? '' : String(value))
  return { days: text(limits.days), exchanges: text(limits.exchanges), megabytes: text(limits.megabytes) }
}

/** The limits as they are typed. What is no number is left for main to refuse, beside its field. */
export function limitsOf(texts: KeepingTexts): KeepingLimits {
  const limit = (text: string) => (text.trim() === '' ? null : Number(text.replaceAll(/[\s,]/g, '')))
  return { days: limit(texts.days), exchanges: limit(texts.exchanges), megabytes: limit(texts.megabytes) }
}

export function isKeepingName(name: string): name is KeepingName {
  return name === 'days' || name === 'exchanges' || name === 'megabytes'
}
