import type { Hit } from './hits.ts'

const CODE = /\bstatus\b[^]{0,80}?\bcode\b["'\]]{0,3}\s{0,4}(?:=>|[:=]|\s)\s{0,12}(?:int\()?(\d{1,6})\b/i
const MESSAGE =
  /\berror_?message\b["'\]]{0,3}\s{0,4}(?:=>|[:=])\s{0,12}(?:string\(\d+\)\s{0,4})?(?:"([^"\n]{0,2000})"|'([^'\n]{0,2000})'|([^\n{}"']{1,2000}?)(?=\s*(?:[}\n]|$|,\s*\w+=| \w+:\S)))/i

const LONGEST = 64 * 1024

/** Code and message of an envelope that a program printed in a form of its own, as PHP, Go and Java do. */
export function printedFieldsIn(whole: string): Hit[] {
  const text = whole.slice(0, LONGEST)
  const code = CODE.exec(text)
  const message = MESSAGE.exec(text)
  if (!code || !message || Math.abs(message.index - code.index) > 2000) return []
  const value = {
    status: { code: Number(code[1]), errorMessage: (message[1] ?? message[2] ?? message[3] ?? '').trim() },
  }
  return [
    {
      value,
      body: JSON.stringify(value, null, 2),
      likeness: 'envelope',
      isPartial: true,
      notes: ['Postern read the code and the message from printed fields.'],
      start: Math.min(code.index, message.index),
      end: Math.max(code.index + code[0].length, message.index + message[0].length),
      beside: null,
    },
  ]
}
