import { z } from 'zod'
import type { Profile } from './profile.ts'
import { joinUrl, originOf, requestPath } from './url.ts'

/** What a key is bound to: where it goes, and how it is sent there. It is sent by no other recipe and to no other origin. */
export const bindingSchema = z.strictObject({ origin: z.string(), recipe: z.string() })

export type Binding = z.infer<typeof bindingSchema>

/** What a key of the profile would be bound to now. The path below the origin counts: an endpoint there may repeat the key. */
export function bindingOf({ baseUrl, token }: Pick<Profile, 'baseUrl' | 'token'>): Binding {
  const { method, path, sendKeyIn, keyName, tokenAt, expiresAt } = token
  const url = joinUrl(baseUrl, path)
  const recipe = [method, requestPath(url), sendKeyIn, keyName, tokenAt, expiresAt]
  return { origin: originOf(baseUrl) ?? '', recipe: JSON.stringify(recipe) }
}

export function isSameBinding(one: Binding, other: Binding): boolean {
  return one.origin === other.origin && one.recipe === other.recipe
}
