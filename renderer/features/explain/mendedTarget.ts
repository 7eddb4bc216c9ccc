import type { Forecast } from '../composer/forecast.ts'

export interface Mended {
  /** Such as `customer 7`. */
  readonly name: string
  readonly target: string
}

/** The target with an id that may be seen, where it names one that may not; null where more than one would change. */
export function mendedTarget(target: string, { spans, instead }: Forecast): Mended | null {
  const [span, ...others] = spans
  if (!span || others.length > 0 || instead === null) return null
  return {
    name: `${instead.noun} ${instead.id}`,
    target: target.slice(0, span.start) + encodeURIComponent(instead.id) + target.slice(span.end),
  }
}
