import { LOCATION, type Step } from '../catalog/text.ts'
import type { ApiResponse } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'
import { pathOf } from '../contract/redirects.ts'
import { originOf } from '../contract/url.ts'

/** The steps with the place that the response points to; without those about a place where it names none. */
export function withLocation(steps: readonly Step[], response: ApiResponse | null): readonly Step[] {
  if (!steps.some(({ text }) => text.includes(LOCATION))) return steps
  const location = headerOf(response?.headers ?? [], 'location')?.trim() ?? ''
  // Without the query, which is long and may hold what lets somebody in.
  const place = `${originOf(location) ?? ''}${pathOf(location)}`
  return steps.flatMap((each) => {
    if (!each.text.includes(LOCATION)) return [each]
    return location === '' ? [] : [{ ...each, text: each.text.replace(LOCATION, place) }]
  })
}
