import type { Profile } from '../../../app/contract/profile.ts'
import { isSecretName, type NamePlace } from '../../../app/contract/secretNames.ts'
import { originOf } from '../../../app/contract/url.ts'
import type { Draft, HeaderLine } from './draft.ts'

/**
 * Where a draft goes: what was typed as a secret was typed for this place. Null while that cannot be told, such as in the
 * middle of typing an address.
 */
export function placeOf(target: string, profile: Pick<Profile, 'id' | 'baseUrl'> | null): string | null {
  const text = target.trim()
  const origin = originOf(text.startsWith('/') ? (profile?.baseUrl ?? '') : text)
  return profile === null || origin === null ? null : `${profile.id} ${origin}`
}

/** `emptied` names what had a value. */
export interface Emptied {
  readonly draft: Draft
  readonly emptied: readonly string[]
}

/** Of JSON, and of a form or a query. */
const JSON_FIELD = /("([^"\\]{1,64})"\s*:\s*")((?:[^"\\]|\\.)+)(?=")/g
const PAIR = /((?<=^|[?&])([^=&#?]{1,64})=)([^&#]+)/g

/** The draft for another place: by the names of secrets, which main goes by too, and those of the profiles' own headers. */
export function withoutTypedSecrets(draft: Draft, ownHeaders: readonly string[]): Emptied {
  const emptied: string[] = []
  const own = new Set(ownHeaders.map((name) => name.toLowerCase()))

  function header(line: HeaderLine): HeaderLine {
    const name = line.name.trim()
    const isSecret = line.isSecret ?? (isSecretName(name, 'header') || own.has(name.toLowerCase()))
    if (!isSecret || line.value === '') return line
    emptied.push(name)
    return { ...line, value: '', isSecret: true }
  }

  function emptyIn(text: string, fields: RegExp, place: NamePlace): string {
    return text.replace(fields, (whole, start: string, name: string) => {
      if (!isSecretName(name, place)) return whole
      emptied.push(name)
      return start
    })
  }

  const headers = draft.headers.map(header)
  const target = emptyIn(draft.target, PAIR, 'query')
  const isForm = !/^\s*[[{]/.test(draft.body)
  const body = emptyIn(draft.body, isForm ? PAIR : JSON_FIELD, 'field')
  return { draft: { ...draft, target, headers, body }, emptied }
}
