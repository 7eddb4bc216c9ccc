import { clip } from '../../contract/values.ts'
import type { SentValue } from './sentValues.ts'

/** What to compare with the numbers of a message that Postern cannot read: the one number sent that is no id; null where there is none. */
export function numbersBeside(
  sent: ReadonlyArray<Pick<SentValue, 'name' | 'value'>>,
  message: string,
): string | null {
  const counts = sent.filter(({ name, value }) => /^-?\d{1,9}$/.test(value) && !/ids?$/i.test(name))
  const [count] = counts
  if (count === undefined || counts.length > 1) return null
  const numbers = (message.slice(0, 500).match(/(?<![\w.,-])\d{1,9}(?![\w-]|[.,]\d)/g) ?? []).filter(
    (each) => each !== count.value,
  )
  if (numbers.length === 0 || numbers.length > 2) return null
  return `Compare ${count.name}=${clip(count.value, 20)} with ${numbers.join(' and ')}, the numbers in the message.`
}
