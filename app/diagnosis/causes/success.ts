import { capital, counted } from '../words.ts'
import { isObject, own } from '../values.ts'
import type { Case, Explanation } from '../case.ts'

/** A success: how many records came, and whether the answer keeps its contract. */
export function explainSuccess(subject: Case): Explanation {
  const { findings, decoded, response } = subject
  const bent = findings.filter((finding) => finding.severity !== 'info').length
  const what = contents(subject)
  const next = decoded.envelope.page?.next ?? null
  return {
    headline: bent === 0 ? `${what}, all in order` : `${what}, with ${counted(bent, 'finding', 'findings')}`,
    meaning: `The request was carried out (HTTP ${response.status}${decoded.envelope.code === null ? '' : `, service code ${decoded.envelope.code}`}).`,
    cause:
      bent === 0
        ? 'Nothing went wrong.'
        : 'The answer is a success, but it bends the contract in places: see the findings before your code relies on them.',
    remedy: [],
    retry: {
      helps: 'no',
      advice:
        next === null ? 'No retry is needed.' : 'No retry is needed. More records are on the next page.',
      notBefore: null,
    },
  }
}

function contents({ endpoint, decoded, response }: Case): string {
  if (endpoint?.done) return endpoint.done
  const data = isObject(decoded.value) ? own(decoded.value, 'data') : undefined
  const [one, many] = endpoint?.noun ?? ['record', 'records']
  if (Array.isArray(data)) {
    if (data.length === 0) return `No ${many}`
    const more = decoded.envelope.page?.next ? ' and a next page' : ''
    return `${counted(data.length, one, many)}${more}`
  }
  if (isObject(data)) return capital(`one ${one}`)
  return response.status === 201 ? 'Created' : 'Success'
}
