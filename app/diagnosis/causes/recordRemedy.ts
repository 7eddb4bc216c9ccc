import { step, type Step } from '../../catalog/text.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext } from '../answerContext.ts'
import { sentIn, thingIn } from '../topics/facts.ts'
import type { Topic } from '../topics/topics.ts'

const OF_OWNER = /\bown(?:ed|s)?\b|\b(?:belongs? to|of) (?:another|a different|other)\b/i
const OF_DELIVERY = /\bdeliver(?:y|ies)\b|\bendpoint\b|\bcallback\b|\bfail(?:ures?|ed|ing)\b/i
const OF_PERSON =
  /^(?:licen[cs]e|staff|member|employee|guard|worker|officer|assignment|certificat|placement)/i
const OF_SENDER = /\b(?:key|token|credential|integration|principal)s?\b/i
const RIGHT = String.raw`(role|permission|privilege|policy|scope|authority|right)`
const RIGHT_NAME = String.raw`["'“]?([A-Z][\w.:-]{1,59}|[\w-]{1,40}[.:_][\w.:-]{1,40})["'”]?`
const GRANTS = [
  new RegExp(String.raw`\b${RIGHT}s?[ :]{1,2}(?:of |named )?${RIGHT_NAME}`),
  new RegExp(String.raw`${RIGHT_NAME} ${RIGHT}\b`),
]
const NO_RIGHT = /^(?:This|The|Your|Access|Missing|Requires?|Needs?|Insufficient|No|You|Key)$/

/** The role or permission that words ask for, such as `the role Administrator`; null where they name none. */
function grantIn(words: string): string | null {
  for (const grant of GRANTS) {
    const [, one = '', other = ''] = grant.exec(words.slice(0, 500)) ?? []
    const [kind, name] = /^[a-z]+$/.test(one) ? [one, other] : [other, one]
    if (name !== '' && !NO_RIGHT.test(name)) return `the ${kind} ${clip(name, 60)}`
  }
  return null
}

/** The steps for a reason that is about one record or one right, with its name; null where they name none. */
export function ofRecord(topic: Topic, { target }: AnswerContext): readonly Step[] | null {
  const { name, words } = topic
  const thing = thingIn(words)
  const ask = (what: string) => step(`Ask your key administrator ${what}.`)
  switch (name) {
    case 'scope': {
      if (thing === null) return null
      const place = OF_OWNER.test(words) ? 'of your own company' : 'that the key may see'
      return [
        step(`Use a record ${place} in place of ${thing}.`, 'edit-request'),
        ask(`whether the key may see ${thing}`),
      ]
    }
    case 'permission': {
      const grant = grantIn(words)
      return grant === null
        ? null
        : [ask(`to give the key ${grant}`), step('Or send the request with a key that has it.', 'switch-key')]
    }
    case 'suspended': {
      if (OF_SENDER.test(words) && thing === null)
        return [ask('to activate it again'), step('Or send the request with another key.', 'switch-key')]
      const activate = thing === null ? ask('to activate it again') : ask(`who can activate ${thing} again`)
      return OF_DELIVERY.test(words)
        ? [step('Check that your receiver returns a 2xx to calls from the internet.'), activate]
        : [activate]
    }
    case 'state':
      return thing === null
        ? null
        : [
            step(`Wait until the state of ${thing} has changed, or ask its owner to change it.`),
            step('Change nothing in the request for that.'),
          ]
    case 'ended': {
      const sent = sentIn(words, target.query)
      if (sent !== null)
        return [
          step(`Use a current value in place of ${clip(sent, 80)}, or leave it out.`, 'edit-request'),
          ask(`who renews ${clip(sent.slice(sent.indexOf('=') + 1), 40)}`),
        ]
      return thing === null || !OF_PERSON.test(thing)
        ? null
        : [
            step(`Use a current record in place of ${thing}, or leave it out.`, 'edit-request'),
            ask(`whether ${thing} should still be active`),
          ]
    }
    case 'cursor':
      return target.query.some(([each]) => each.toLowerCase() === 'referenceid')
        ? [step('Leave referenceId out, and begin again with the first page.', 'edit-request')]
        : null
    default:
      return null
  }
}
