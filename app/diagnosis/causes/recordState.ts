import { isObject, own, clip } from '../../contract/values.ts'
import { isSafeMethod } from '../../contract/http.ts'
import type { AnswerContext } from '../answerContext.ts'

const GOOD_IF_TRUE =
  /^(?:is_?)?(?:active|enabled|verified|confirmed|succe(?:ss|ssful|eded)|ready|delivered|provisioned|subscribed)$/i
const BAD_IF_TRUE =
  /^(?:is_?)?(?:disabled|pending|failed|suspended|paused|inactive|blocked|revoked|deleted|quarantined)$/i
const STATE_NAME = /^(?:.{0,20}status|.{0,20}state)$/i
const BAD_STATE =
  /pending|inactive|disabled|fail|suspend|error|queue|provisioning|unverified|reject|paus|draft|await|not[ _-]?active|blocked/i
const FAULT_NAME = /^(?:last_?)?(?:error|warning|failure)(?:_?(?:message|reason|text))?$/i

/** The field of a returned record by which it may not work yet, as `isActive is false`; null where none says so. */
export function stateIn({ decoded, request }: AnswerContext): string | null {
  const data = isObject(decoded.value) ? own(decoded.value, 'data') : undefined
  if (!isObject(data)) return null
  // A report that was read may well wait for its approval: that is its content.
  const isMade = !isSafeMethod(request.method)
  const found = Object.entries(data).find(
    ([name, value]) =>
      (value === false && GOOD_IF_TRUE.test(name)) ||
      (value === true && BAD_IF_TRUE.test(name)) ||
      (isMade &&
        typeof value === 'string' &&
        value !== '' &&
        ((STATE_NAME.test(name) && BAD_STATE.test(value)) || FAULT_NAME.test(name))),
  )
  return found === undefined ? null : `${clip(found[0], 40)} is ${clip(String(found[1]), 60)}`
}
