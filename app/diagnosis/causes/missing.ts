import { methodsAt } from '../../catalog/routes.ts'
import { splitTarget } from '../../contract/url.ts'
import { step, type CatalogText, type Step } from '../../catalog/text.ts'
import { PRESETS } from '../../contract/presets.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { isForeign } from '../decode.ts'
import { gatewayIn } from './gateway.ts'
import { idsSaid, innermost } from '../named.ts'
import { isApiKind } from '../shapes.ts'
import { nounOf } from '../scope.ts'
import { listed, capital } from '../../contract/words.ts'

/** A 404: not there, or archived; in the other region; or no such route at all. */
export function explainMissing(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { endpoint, request, target, decoded } = subject
  // A pasted answer may come without its request: then nothing can be said of a path.
  const isPathKnown = request.url !== ''
  const { kind } = decoded.envelope
  if (isPathKnown && !isApiKind(kind) && (!endpoint || isForeign(kind) || gatewayIn(subject))) {
    const near = nearestPath(subject)
    return {
      headline: `No such route: ${request.method} ${target.path.slice(0, 100)}`,
      meaning: 'Nothing answers at this path, so there is no record to be missing.',
      cause: endpoint
        ? 'The path is a known one, so the base URL may lead to another service.'
        : 'The path is misspelled, or is not one that is open from outside.',
      remedy: [
        near === null
          ? step('Compare the path with the catalog.', 'open-catalog')
          : step(`Did you mean ${near}?`, 'edit-request'),
        step('Check the base URL.', 'open-settings'),
      ],
      retry: { helps: 'no', advice: 'The same path gets the same answer.', notBefore: null },
    }
  }
  const record = recordOf(subject)
  const unknown =
    endpoint || !isPathKnown
      ? ''
      : ` The catalog does not know the path ${target.path.slice(0, 100)}, so it may be misspelled too.`
  return {
    cause: base.cause + unknown,
    headline: record === null ? base.title : `${capital(record)} is not there, or has been archived`,
    remedy: [...base.remedy, regionStep(subject)],
  }
}

/** The record that is meant, such as `staff member 99`; null when neither request nor answer names one. */
function recordOf({ endpoint, target, messages }: AnswerContext): string | null {
  const segments = endpoint?.path.split('/') ?? []
  const at = segments.indexOf('{id}')
  const id = at > 0 ? target.path.split('/', 40)[at] : undefined
  if (id) return `${SINGULAR[segments[at - 1] ?? ''] ?? 'record'} ${id}`
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

/** Each region keeps its own records: the step names the other one where the host tells which this is. */
function regionStep({ target }: AnswerContext): Step {
  const here = REGIONS.find((preset) => splitTarget(preset.baseUrl).host === target.host)
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

/** A 405: which methods the catalog knows for the path. */
export function explainMethod(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { request, target, catalog } = subject
  const known = methodsAt(catalog, target.path)
  if (known.length === 0) return {}
  return {
    headline: `${request.method} is not open for this path`,
    cause: `The catalog knows this path with ${listed(known)} only.`,
    remedy: [step(`Use ${listed(known)}.`, 'edit-request'), ...base.remedy.slice(1)],
  }
}

const MOST_TYPOS = 3
const LONGEST_PATH = 80

/** The known path that differs from the one asked for by a slip or two; null when none comes near. */
function nearestPath({ catalog, target }: AnswerContext): string | null {
  const path = target.path.toLowerCase()
  if (path.length > LONGEST_PATH) return null
  let best: string | null = null
  let fewest = MOST_TYPOS + 1
  for (const endpoint of catalog.endpoints.slice(0, 500)) {
    const slips = distance(path, endpoint.path.toLowerCase().slice(0, LONGEST_PATH), fewest)
    if (slips > 0 && slips < fewest) {
      fewest = slips
      best = endpoint.path
    }
  }
  return best
}

/** How many letters have to be put in, left out or changed; `limit` or more is not counted further. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? limit
}
