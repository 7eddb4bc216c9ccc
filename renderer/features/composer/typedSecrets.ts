import { targetOrigin } from '../../../app/contract/origin.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { isSecretName } from '../../../app/contract/secretNames.ts'
import { outsideMarks } from '../../../app/shapes/ranges.ts'
import { redactFully } from '../../../app/shapes/redactFully.ts'
import { findByShape } from '../../../app/shapes/secretPatterns.ts'
import type { Draft, HeaderLine } from './draft.ts'

/**
 * Where a draft goes: what was typed as a secret was typed for this place. Null while that cannot be told, such as in the
 * middle of typing an address.
 */
export function placeOf(target: string, profile: Pick<Profile, 'id' | 'baseUrl'> | null): string | null {
  const origin = targetOrigin(target, profile?.baseUrl ?? '')
  return profile === null || origin === null ? null : `${profile.id} ${origin}`
}

/** `emptied` names what had a value. Where it stood in address and body there is a mark, since both are sent as they are. */
interface Emptied {
  readonly draft: Draft
  readonly emptied: readonly string[]
}

/** Whether a header is one by its name, by its value, or since it was one before. */
export function isSecretLine({ name, value, isSecret }: HeaderLine): boolean {
  return isSecret === true || isSecretName(name.trim(), 'header') || findByShape(value).length > 0
}

/**
 * The draft for another place: without what main takes for a secret, and without the profiles' own headers. An address
 * that came as a whole, with its secrets, was written for where it leads: `formerTarget` had none of them.
 */
export function withoutTypedSecrets(
  draft: Draft,
  ownHeaders: readonly string[],
  formerTarget = draft.target,
): Emptied {
  const emptied: string[] = []
  const own = new Set(ownHeaders.map((name) => name.toLowerCase()))

  function header(line: HeaderLine): HeaderLine {
    const name = line.name.trim()
    if (line.value === '' || !(isSecretLine(line) || own.has(name.toLowerCase()))) return line
    emptied.push(name)
    return { ...line, value: '', isSecret: true }
  }

  function emptyIn(text: string): string {
    emptied.push(...outsideMarks(text, findByShape(text)).map(({ name }) => name ?? 'a secret'))
    return redactFully(text)
  }

  const headers = draft.headers.map(header)
  const isFormer = findByShape(draft.target).some(({ start, end }) =>
    formerTarget.includes(draft.target.slice(start, end)),
  )
  const target = isFormer ? emptyIn(draft.target) : draft.target
  const body = emptyIn(draft.body)
  return { draft: { ...draft, target, headers, body }, emptied: [...new Set(emptied)] }
}
