import type { Catalog } from '../catalog/catalog.ts'
import { findEndpoint } from '../catalog/routes.ts'
import { PosternError } from '../contract/errors.ts'
import type { Problem } from '../contract/problem.ts'
import { parseQuery } from '../query/parse.ts'
import { timeOf } from '../query/time.ts'
import type { Answer } from './result.ts'

/**
 * A moment as `since:` of a query takes it, in epoch ms.
 * @throws PosternError bad-input
 */
export function sinceOf(text: string, now: number): number {
  const { query, errors } = parseQuery(`since:${text.trim()}`, now)
  const [term, ...more] = query.terms
  if (errors.length === 0 && more.length === 0 && term?.kind === 'moment' && !term.negated)
    return timeOf(term.moment, now)
  throw new PosternError(
    'bad-input',
    errors[0]?.message ?? 'since takes one moment.',
    'Write it like this: 2h, 7d, today or 2026-03-01',
  )
}

/** Groups of failures, in two lists of the same order. */
export function problemAnswer(problems: readonly Problem[], catalog: Catalog): Answer {
  return {
    count: problems.length,
    problems: problems.map(
      ({ count, firstSeen, lastSeen, status, code, failure, example, method, route }) => {
        const endpoint = findEndpoint(catalog, method, route)
        return {
          ...{ count, firstSeen, lastSeen, status, code, failure, example },
          endpoint: endpoint ? `${endpoint.method} ${endpoint.path}` : null,
        }
      },
    ),
    untrusted: {
      problems: problems.map(({ method, route, headline }) => `${method} ${route} – ${headline ?? ''}`),
    },
  }
}
