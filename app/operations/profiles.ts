import { PosternError } from '../contract/errors.ts'
import type { Profile } from '../contract/profile.ts'

/** @throws PosternError not-found */
export function profileNamed(profiles: readonly Profile[], id: string): Profile {
  const profile = profiles.find((candidate) => candidate.id === id)
  if (profile) return profile
  throw new PosternError('not-found', `There is no profile named “${id}”.`, 'Choose another profile.')
}
