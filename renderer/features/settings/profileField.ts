import { parseSignedDuration } from '../../../app/contract/duration.ts'
import type { Profile } from '../../../app/contract/profile.ts'
import { isObject, own } from '../../../app/contract/values.ts'

export interface ProfileField {
  /** Where the value stands in the profile, with dots; main names it so when it does not take it. */
  readonly path: string
  readonly label: string
  readonly hint: string
  /** The values to choose from; null where anything can be typed. */
  readonly choices: readonly { readonly value: string; readonly label: string }[] | null
  /** The value as it is typed. */
  read(profile: Profile): string
  /** The profile with what was typed. What cannot be read is left to main to refuse. */
  write(profile: Profile, text: string): Profile
}

type Section = 'retry' | 'rate' | 'timeouts' | 'token'
type Path = Exclude<keyof Profile, Section> | { [S in Section]: `${S}.${keyof Profile[S] & string}` }[Section]
type ValueAt<P extends Path> = P extends keyof Profile
  ? Profile[P]
  : P extends `${infer S extends Section}.${infer K}`
    ? Profile[S][K & keyof Profile[S]]
    : never

/** How a value is shown, and read again. */
interface Form<T> {
  show(value: T): string
  parse(text: string): T
  readonly choices?: Readonly<Record<string, string>>
}

export function field<P extends Path>(
  path: P,
  label: string,
  hint: string,
  { show, parse, choices }: Form<ValueAt<P>>,
): ProfileField {
  const [name = '', inner] = path.split('.')
  return {
    path,
    label,
    hint,
    choices: choices ? Object.entries(choices).map(([value, text]) => ({ value, label: text })) : null,
    read: (profile) => show(valueAt(profile, path) as ValueAt<P>),
    write(profile, text) {
      const value = parse(text)
      if (inner === undefined) return { ...profile, [name]: value }
      const section = valueAt(profile, name)
      return { ...profile, [name]: { ...(isObject(section) && section), [inner]: value } }
    },
  }
}

function valueAt(profile: Profile, path: string): unknown {
  const step = (value: unknown, key: string) => (isObject(value) ? own(value, key) : undefined)
  return path.split('.').reduce<unknown>(step, profile)
}

export const text: Form<string> = { show: (value) => value, parse: (typed) => typed.trim() }

export const address: Form<string> = { ...text, parse: (typed) => typed.trim().replace(/\/+$/, '') }

export const optionalText: Form<string | null> = {
  show: (value) => value ?? '',
  parse: (typed) => (typed.trim() === '' ? null : typed.trim()),
}

export const list: Form<string[]> = { show: (values) => values.join(', '), parse: partsOf }

/** A time that is kept in ms. It is shown in seconds, and typed in seconds or with a unit, such as `5m`. */
export const time: Form<number> = { show: secondsText, parse: msOf }

export const times: Form<number[]> = {
  show: (values) => values.map(secondsText).join(', '),
  parse: (typed) => partsOf(typed).map(msOf),
}

/** A number that is typed in another unit than it is kept in, such as megabytes for bytes. */
export function amount(unit: number): Form<number> {
  return { show: (value) => String(value / unit), parse: (typed) => numberOf(typed, unit) }
}

export function choice<T extends string>(
  choices: Readonly<Record<T, string>>,
  otherwise: NoInfer<T>,
): Form<T> {
  const isChoice = (typed: string): typed is T => Object.hasOwn(choices, typed)
  return { show: (value) => value, parse: (typed) => (isChoice(typed) ? typed : otherwise), choices }
}

function secondsText(ms: number): string {
  return String(ms / 1000)
}

/** Ms, not a number where the text is no time. Whether it may be negative is left to main. */
function msOf(typed: string): number {
  return parseSignedDuration(typed.replace(',', '.'), 's') ?? Number.NaN
}

function numberOf(typed: string, unit: number): number {
  const value = typed.trim() === '' ? Number.NaN : Number(typed.trim().replace(',', '.'))
  return unit === 1 ? value : Math.round(value * unit)
}

function partsOf(typed: string): string[] {
  return typed
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
