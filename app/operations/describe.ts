import { z } from 'zod'
import type { Catalog } from '../catalog/catalog.ts'
import type { Endpoint, Parameter } from '../catalog/endpoint.ts'
import { FINDING_TEXTS } from '../catalog/findings.ts'
import { endpointsAt } from '../catalog/routes.ts'
import { classText } from '../catalog/statuses/classes.ts'
import type { CatalogText } from '../catalog/text.ts'
import { ruleNamed } from '../check/rules.ts'
import { describedSchema, type Described } from '../contract/described.ts'
import { RULES } from '../contract/check.ts'
import { PosternError } from '../contract/errors.ts'
import { FINDING_RULES } from '../contract/exchange.ts'
import { splitTarget } from '../contract/url.ts'
import { operation } from './operation.ts'

export const catalogDescribe = operation({
  name: 'catalog:describe',
  kind: 'read',
  summary: 'say what the catalog knows of an endpoint, a status, a service code, a finding or a rule',
  input: z.strictObject({
    /** A path or a URL, with or without a method: `GET /api/external/sites`. */
    endpoint: z.string().max(2000).optional(),
    status: z.int().min(100).max(999).optional(),
    code: z.int().optional(),
    /** Name of a finding, or of a rule of the check. */
    finding: z.string().max(100).optional(),
  }),
  output: describedSchema,
  run({ catalog: current }, { endpoint, status, code, finding }): Described {
    const catalog = current()
    const isAsked = [endpoint, status, code, finding].some((each) => each !== undefined)
    return {
      endpoints: isAsked ? [] : catalog.endpoints.map(({ method, path }) => `${method} ${path}`),
      endpoint: endpoint === undefined ? null : endpointsNamed(catalog, endpoint).map(described),
      status: status === undefined ? null : general(catalog.httpStatuses[status] ?? classText(status)),
      code: code === undefined ? null : general(codeNamed(catalog, code)),
      ...(finding === undefined ? { finding: null, rule: null } : findingNamed(finding)),
    }
  },
})

function endpointsNamed(catalog: Catalog, text: string): Endpoint[] {
  const [, method, place = ''] = /^(?:([A-Za-z]+)\s+)?(.*)$/s.exec(text.trim()) ?? []
  const found = endpointsAt(catalog, splitTarget(place).path).filter(
    (endpoint) => method === undefined || endpoint.method === method.toUpperCase(),
  )
  if (found.length > 0) return found
  throw new PosternError(
    'not-found',
    'The catalog has no such endpoint.',
    'Leave out every argument to list the endpoints.',
  )
}

function codeNamed({ serviceCodes }: Catalog, code: number): CatalogText {
  const found = serviceCodes[code]
  if (found) return found
  throw new PosternError(
    'not-found',
    `The catalog has no service code ${code}.`,
    'Read the HTTP status and the messages in errors.',
  )
}

function findingNamed(name: string): Pick<Described, 'finding' | 'rule'> {
  const finding = FINDING_RULES.find((known) => known === name)
  if (finding) return { finding: FINDING_TEXTS[finding], rule: null }
  const rule = RULES.find((known) => known === name)
  if (!rule)
    throw new PosternError(
      'not-found',
      'The catalog has no such finding or rule.',
      'Use a name from findings or from a report.',
    )
  const { title, says, why, change, seenBy } = ruleNamed(rule)
  return { finding: null, rule: { title, says, why, change, seenBy } }
}

function general({ title, meaning, cause, remedy, retry }: CatalogText): NonNullable<Described['status']> {
  return { title, meaning, cause, remedy: remedy.map(({ text }) => text), retry: retry.advice }
}

function described(endpoint: Endpoint): NonNullable<Described['endpoint']>[number] {
  const { method, path, title, purpose, keyType, envelope, inWindow, parameters, body } = endpoint
  return {
    ...{ method, path, title, purpose, keyType, envelope, inWindow },
    parameters: [...parameters, ...body].map(parameter),
  }
}

function parameter({ name, in: place, type, required, default: usual, enum: values, help, mark }: Parameter) {
  return {
    ...{ name, in: place, type, required, help },
    default: usual,
    values: values && [...values],
    isDocumented: mark === 'documented',
  }
}
