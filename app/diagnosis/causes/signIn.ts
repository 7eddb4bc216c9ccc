import { step, type Step } from '../../catalog/text.ts'

/** What a redirect to a page to sign in tells, by the place that it names. */
export function signInAt(place: string): { cause: string; remedy: Step[] } {
  return {
    cause: `By its name, ${place} is a page to sign in. A gateway on the way wants a sign-in of its own.`,
    remedy: [
      step('Check the base URL and the path.', 'open-settings'),
      step("Ask the gateway's owner how a program signs in there."),
      step('If the network wants the sign-in, sign in with a browser first.'),
    ],
  }
}
