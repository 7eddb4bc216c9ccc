import { step, type Step } from '../catalog/text.ts'
import type { ApiRequest, Diagnosis } from '../contract/exchange.ts'

/** Said wherever a request may have run that is not safe to send twice. */
export function mayHaveRun(request: string): string {
  return `${request} may have run. Find out before you send it again, or it could run twice.`
}

const PLACES: Readonly<Record<string, string>> = {
  POST: 'the record that it makes or changes',
  DELETE: 'the record that it deletes',
}

const ONCE_KNOWN = step('Send it again once you know that it has not run.', 'replay')

/** The steps for a request that may have run: to find out comes first, and only then may it be sent again. */
export function checkFirst({ method }: ApiRequest, steps: readonly Step[]): Step[] {
  const name = method.toUpperCase()
  const place = PLACES[name] ?? 'the record that it changes'
  const others = steps.filter((each) => !sendsAgain(each))
  return [
    step(`Find out whether the ${name} has run: GET ${place}.`),
    ...(others.length < steps.length ? [ONCE_KNOWN] : []),
    ...others,
  ]
}

export function checkFirstRetry({ method }: ApiRequest): Diagnosis['retry'] {
  return { helps: 'unsafe', advice: mayHaveRun(`The ${method.toUpperCase()}`), notBefore: null }
}

function sendsAgain({ text, action }: Step): boolean {
  return action === 'replay' || action === 'wait-and-replay' || text.startsWith('Send it again')
}
