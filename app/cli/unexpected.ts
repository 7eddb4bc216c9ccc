import { codeOf } from '../contract/thrown.ts'

/** A mistake of ours. Its own words may quote a key or a server, so that only its kind is told. */
export function unexpected(thrown: unknown): string {
  const kind = codeOf(thrown) ?? (thrown instanceof Error ? thrown.name : '')
  const told = /^\w{1,40}$/.test(kind) ? ` (${kind})` : ''
  return `Postern has a fault${told} and stopped.\nReport it with the command that you ran, without its keys.\n`
}
