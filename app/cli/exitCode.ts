import type { Exchange } from '../contract/exchange.ts'
import { EXIT } from './io.ts'

const EXIT_OF_OUTCOME = {
  success: EXIT.success,
  'service-failure': EXIT.failure,
  'http-failure': EXIT.failure,
  'transport-failure': EXIT.noAnswer,
  cancelled: EXIT.noAnswer,
  interrupted: EXIT.noAnswer,
} satisfies Record<NonNullable<Exchange['outcome']>, number>

/** The exit code for an exchange; one without an outcome has not ended, so no usable answer came. */
export function exitCodeOf({ outcome }: Pick<Exchange, 'outcome'>): number {
  return outcome === null ? EXIT.noAnswer : EXIT_OF_OUTCOME[outcome]
}
