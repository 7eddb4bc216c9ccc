import type { Scheme } from '../contract/webhooks.ts'
import { csharpVerifier } from './verifiers/csharp.ts'
import { javaVerifier } from './verifiers/java.ts'
import { nodeVerifier } from './verifiers/node.ts'
import { USUAL_NAMES, verifierPlan, type HeaderNames, type VerifierPlan } from './verifiers/plan.ts'
import { pythonVerifier } from './verifiers/python.ts'

/** Languages that a verifier is copied in. */
export const VERIFIERS = {
  node: { label: 'Node', write: (plan) => nodeVerifier(plan) },
  python: { label: 'Python', write: pythonVerifier },
  java: { label: 'Java', write: (plan) => javaVerifier(plan) },
  csharp: { label: 'C#', write: csharpVerifier },
} as const satisfies Record<string, { label: string; write(plan: VerifierPlan): string }>

export type VerifierLanguage = keyof typeof VERIFIERS

/** Code that checks deliveries of a scheme, for the user's own program. */
export function verifierIn(
  language: VerifierLanguage,
  scheme: Scheme,
  names: HeaderNames = USUAL_NAMES,
): string {
  return VERIFIERS[language].write(verifierPlan(scheme, names))
}
