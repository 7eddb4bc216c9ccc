import { pathValues } from '../../catalog/routes.ts'
import { step, type Step } from '../../catalog/text.ts'
import { PRESETS } from '../../contract/presets.ts'
import { percentDecoded, splitTarget } from '../../contract/url.ts'
import { clip } from '../../contract/values.ts'
import type { AnswerContext } from '../answerContext.ts'
import { idsSaid, innermost } from '../named.ts'
import { nounOf } from '../scope.ts'

/** The record that is meant, such as `staff member 99`; null when neither request nor answer names one. */
export function recordOf({ endpoint, target, messages }: AnswerContext): string | null {
  const segments = endpoint?.path.split('/') ?? []
  const at = segments.findIndex((segment) => segment.startsWith('{'))
  const id = endpoint && pathValues(endpoint, target.path)[0]?.[1]
  if (id) return `${SINGULAR[segments[at - 1] ?? ''] ?? 'record'} ${clip(percentDecoded(id), 40)}`
  const required = endpoint?.parameters.find((parameter) => parameter.in === 'query' && parameter.required)
  const value =
    required && target.query.find(([name]) => name.toLowerCase() === required.name.toLowerCase())?.[1]
  if (value && endpoint?.noun) return `${endpoint.noun[0]} ${value}`
  const named = innermost(idsSaid(messages))
  return named ? `${nounOf(named.claim)} ${named.value}` : null
}

const SINGULAR: Readonly<Record<string, string>> = {
  staffs: 'staff member',
  timesheets: 'timesheet',
  customers: 'customer',
  sites: 'site',
}

const REGIONS = PRESETS.filter((preset) => preset.baseUrl.startsWith('https://'))
const REGION_WORDS: Readonly<Record<string, RegExp>> = {
  'https://gateway-api.guardhousehq.com': /\bAU\b|\bAustrali/i,
  'https://gateway-api.guardhousehq.co.uk': /\bUK\b|\bU\.K\.|\bUnited Kingdom\b|\bBritain\b/i,
}

/** Words that name the region in which a record is missing, and not the one that it is in. */
export const NOT_IN_REGION =
  /\b(?:not (?:be )?(?:found|there|available|exist\w*|located|known)|no such \w+)\b[^.]{0,40}\b(?:in|on|at|for) (?:the )?(?:region|AU|UK|Australia|United)/i

/** Each region keeps its own records: the step names the other one where the host tells which this is. */
/** Of several the one that the words name. */
export function regionStep({ target, messages }: AnswerContext): Step {
  const [said = ''] = messages
  const named = REGIONS.find(({ baseUrl }) => REGION_WORDS[baseUrl]?.test(said.slice(0, 1000)))
  if (named && splitTarget(named.baseUrl).host !== target.host && !NOT_IN_REGION.test(said))
    return step(
      `Set the base URL to ${named.baseUrl} (${named.name}), and use a key of that region.`,
      'other-region',
    )
  const asked = NOT_IN_REGION.test(said) ? named : undefined
  const here = asked ?? REGIONS.find((preset) => splitTarget(preset.baseUrl).host === target.host)
  const other = here && REGIONS.find((preset) => preset !== here)
  return other
    ? step(
        `Look in the other region: the records of ${other.name} cannot be seen from ${here.name}.`,
        'other-region',
      )
    : step(
        'Check the region: AU and UK keep separate records, and neither sees those of the other.',
        'open-settings',
      )
}
