import { parseSignedDuration } from '../../../app/contract/duration.ts'
import type { Profile } from '../../../app/contract/profile.ts'

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

type Access = Pick<ProfileField, 'read' | 'write'>

export function field(path: string, label: string, hint: string, access: Access): ProfileField {
  return { path, label, hint, choices: null, ...access }
}

export function choice(
  path: string,
  label: string,
  hint: string,
  choices: Record<string, string>,
  access: Access,
): ProfileField {
  const listed = Object.entries(choices).map(([value, text]) => ({ value, label: text }))
  return { path, label, hint, choices: listed, ...access }
}

/** A number that is typed in another unit than it is kept in, such as megabytes for bytes. */
export function amount(
  unit: number,
  get: (profile: Profile) => number,
  set: (profile: Profile, value: number) => Profile,
): Access {
  return {
    read: (profile) => String(get(profile) / unit),
    write: (profile, text) => set(profile, numberOf(text, unit)),
  }
}

/** A time that is kept in ms. It is shown in seconds, and typed in seconds or with a unit, such as `5m`. */
export function time(
  get: (profile: Profile) => number,
  set: (profile: Profile, ms: number) => Profile,
): Access {
  return {
    read: (profile) => secondsText(get(profile)),
    write: (profile, text) => set(profile, msOf(text)),
  }
}

export function secondsText(ms: number): string {
  return String(ms / 1000)
}

/** Ms, not a number where the text is no time. Whether it may be negative is left to main. */
export function msOf(text: string): number {
  return parseSignedDuration(text.replace(',', '.'), 's') ?? Number.NaN
}

function numberOf(text: string, unit: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.'))
  return unit === 1 ? value : Math.round(value * unit)
}

export function listOf(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

export function textOrNull(text: string): string | null {
  return text.trim() === '' ? null : text.trim()
}

export function oneOf<T extends string>(values: readonly T[], text: string, otherwise: T): T {
  return values.find((value) => value === text) ?? otherwise
}
