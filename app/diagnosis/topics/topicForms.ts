import { form, needOfForm } from './sentenceForm.ts'
import { OF_OTHER_FORM } from './topicRules.ts'
import type { TopicName, TopicRule } from './topics.ts'

const THING = 'record|lasting|key'
/** Whose scope it is: `your company`, `the key`, `you`. */
const owned = (before: string) => [
  `${before} you`,
  `${before} own|the …2 key|scope`,
  `${before} own …2 record|lasting`,
  `${before} key|scope`,
]

/** What sentences of some form are about. */
const FORMS = [
  [
    'suspended',
    [
      `${THING} id? …5 be …1 off`,
      `${THING} id? off !word|record|lasting|key|period`,
      `off ${THING}`,
      'key id? …4 be …1 stopped',
      'key id? stopped !word|record|lasting|key|period',
      '^ off !word|record|lasting|key|period',
      `${THING} id? …3 be not …1 active`,
    ],
  ],
  [
    'ended',
    [
      'lasting id? …5 be …1 ended',
      'lasting id? ended !word|record|lasting|key|period',
      'ended lasting',
      `not longer ended`,
    ],
  ],
  [
    'archived',
    ['record|lasting id? …5 be …1 gone', 'record|lasting id? gone !word|record|key', 'gone record|lasting'],
  ],
  [
    'closed',
    [
      'period|record|lasting id? …5 be …1 closed',
      'period|record|lasting id? closed !word|record|lasting|key|period',
      'closed period|record',
    ],
  ],
  [
    'scope',
    [
      ...owned('outside to?'),
      ...owned('not …2 within …1 to? …2'),
      ...owned('not to …1'),
      ...owned('not …1 belongs to?'),
      ...owned('not …1 see to …1'),
      ...owned('differs to …2'),
      ...owned('not differs'),
      'belongs to? …1 other',
      'to other key|record',
      'other key|record id? $',
      'not belongs $',
      'not …3 access to …3 record',
      'access to …2 record id? …3 denied',
      'access to …2 record id? …2 not …1 within',
      'you|key|right id? …3 not …2 see …3 record|id',
      'you|key id? …3 not …2 within to record',
      'only …1 see …2 record',
      'limited to …2 record',
      'record differs $',
      'record …2 not differs $',
      'not …2 you $',
      'not …1 scope to',
      'key|scope id? …2 not within|see|belongs',
    ],
  ],
  ['mismatch', ['record|lasting id …4 not …5 record|lasting id']],
  [
    'permission',
    [
      'right id? …2 needs',
      'right id? …2 denied',
      'right id? …2 not',
      'needs …4 right',
      'only …2 admin',
      'admin only',
      'not …3 right',
      'not allow to',
      'you|key|right|own id? …3 not …2 use',
      'key|right id? …2 not …1 allow',
      'access to …4 denied',
    ],
  ],
  [
    'state',
    [
      'record|lasting|period id? …5 be …2 open',
      'record|lasting|period id? open !word|record|lasting|key',
      'record|lasting|period id? …5 be not …2 done',
      'to …1 state',
      'not …6 to …1 state',
      'state …1 be …1 off|open|done|active|closed',
      'state off|open|done|active|closed',
      'only to? …1 done|open|closed|off|active record',
      'done|closed record only',
    ],
  ],
] as const satisfies ReadonlyArray<readonly [topic: TopicName, forms: readonly string[]]>

/** One rule for each form. */
export const FORM_RULES: readonly TopicRule[] = FORMS.flatMap(([topic, forms]) =>
  forms.map((each) => ruleOf(topic, each)),
)

/** The pattern of a form is long: it is made where a text has its words. */
function ruleOf(topic: TopicName, pattern: string): TopicRule {
  let says: RegExp | undefined
  return {
    topic,
    need: needOfForm(pattern),
    get says() {
      return (says ??= form(pattern))
    },
    ...(/\bnot\b/.test(pattern) && { isDeniable: false }),
    // What is switched off for a time comes back by itself.
    ...(topic === 'suspended' && { unless: /\btemporar/i }),
    ...(topic === 'scope' && { unless: OF_OTHER_FORM }),
  }
}
