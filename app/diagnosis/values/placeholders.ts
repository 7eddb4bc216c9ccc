import { percentDecoded } from '../../contract/url.ts'
import { plainName } from '../names.ts'

const LONGEST = 200

/** What a program leaves where it did not fill a value in, and no person writes: {id}, {{id}}, ${id}, <id>, YOUR_KEY. */
const MARKS: readonly RegExp[] = [
  /^[#$@]?\{[^{}]*\}$|\{\{[^{}]*\}\}|\$\{[^{}]*\}/,
  /^<[^<>]+>$|^YOUR_[A-Z_]+$|^(?:undefined|null|NaN)$/,
  /^\[object \w+\]$|^(?:System|java)\.[A-Z\w.]+(?:@[\da-f]+|\[\]|`\d.*)?$|^function\b.*\(|\bat 0x[\da-f]+>?$/,
]
/** The same where no free text is due: [id], :id, @id, $ID, %ID%, %s, ?, your-id, xxx. */
const LOOSE_MARKS: readonly RegExp[] = [
  /^\[[a-z][\w ]*\]$|^[:@$][a-z_]\w*$|^%\w+%$|^(?:%[sdif]|\$\d|\?)$/i,
  /^(?:your|my|insert|enter|replace|put)[\w -]*(?:id|key|token|value|name|uri|url|here|number|date)s?$/i,
  /^(?:x{3,}|y{4}-m{2}-d{2}.*|todo|tbd|fixme|change-?_?me|place-?holder)$/i,
]

/** Words for "no value" of programming languages. */
const NOTHING = /^(?:undefined|null|\(null\)|NaN|none|nil|nothing|unset|[+-]?infinity|n\/a)$/i
/** The beginning of time of a clock or a date type, and an id that was never set. */
const UNSET = /^(?:0{8}-(?:0{4}-){3}0{12}|0001-01-01(?:[t ].*)?|1970-01-01(?:[t ]00:00.*)?|-0|-2147483648)$/i
const UNSET_ID = /^(?:-1|0+|2147483647|9223372036854775807)$/
/** The examples of Swagger, for whatever is to be filled in. */
const EXAMPLES = /^(?:string|integer|number|example|sample)$/i

/** Decoded twice: programs that encode too often send `%257Bid%257D`. */
function decoded(value: string): string {
  const short = value.slice(0, LONGEST)
  return short.includes('%') ? percentDecoded(percentDecoded(short)) : short
}

/** True for text that stands for a value, such as `{id}`, `undefined` or `YOUR_KEY`. */
export function isPlaceholder(value: string, name: string, isFreeText: boolean): boolean {
  if (value.length > LONGEST) return false
  const text = decoded(value).trim()
  if (MARKS.some((mark) => mark.test(text))) return true
  if (isFreeText) return false
  return (
    LOOSE_MARKS.some((mark) => mark.test(text)) ||
    NOTHING.test(text) ||
    EXAMPLES.test(text) ||
    isName(text, name)
  )
}

/** True for a value that shows its own name, such as `customerId=CUSTOMER_ID`. */
function isName(text: string, name: string): boolean {
  const plain = plainName(text)
  return plain.length > 2 && plain === plainName(name)
}

/** True for the value that a program's variable has before anything is put into it. */
export function isUnset(value: string, isId: boolean): boolean {
  return value.length <= LONGEST && (UNSET.test(value) || (isId && UNSET_ID.test(value)))
}
