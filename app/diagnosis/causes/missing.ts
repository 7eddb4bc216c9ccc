import { splitTarget } from '../../catalog/target.ts'
import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import { PRESETS } from '../../contract/profile.ts'
import type { Case, Explanation } from '../case.ts'
import { capital } from '../words.ts'

/** A 404: not there, or archived; or in the other region. */
export function explainMissing(subject: Case, base: CatalogText): Partial<Explanation> {
  const record = recordOf(subject)
  return {
    headline: record === null ? base.title : `${capital(record)} is not there, or has been archived`,
    remedy: [...base.remedy, regionStep(subject)],
  }
}

/** The record that the request asks for, such as `staff member 99`; null when it names none. */
function recordOf({ endpoint, target }: Case): string | null {
  const at = endpoint?.path.split('/').indexOf('{id}') ?? -1
  if (endpoint && at > 0) {
    const collection = endpoint.path.split('/')[at - 1] ?? ''
    const id = target.path.split('/')[at] ?? ''
    return id === '' ? null : `${SINGULAR[collection] ?? collection} ${id}`
  }
  const required = endpoint?.parameters.find((parameter) => parameter.in === 'query' && parameter.required)
  const value =
    required && target.query.find(([name]) => name.toLowerCase() === required.name.toLowerCase())?.[1]
  return value && endpoint?.noun ? `${endpoint.noun[0]} ${value}` : null
}

const SINGULAR: Readonly<Record<string, string>> = {
  staffs: 'staff member',
  timesheets: 'timesheet',
  customers: 'customer',
  sites: 'site',
}

const REGIONS = PRESETS.filter((preset) => preset.baseUrl.startsWith('https://'))

/** Each region keeps its own records: the step names the other one where the host tells which this is. */
export function regionStep({ target }: Case): Step {
  const here = REGIONS.find((preset) => splitTarget(preset.baseUrl).host === target.host)
  const other = REGIONS.find((preset) => preset !== here)
  return here && other
    ? step(
        `Look in the other region: the records of ${other.name} cannot be seen from ${here.name}.`,
        'open-settings',
      )
    : step(
        'Check the region: AU and UK keep separate records, and neither sees those of the other.',
        'open-settings',
      )
}
