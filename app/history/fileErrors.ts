import { statSync } from 'node:fs'

/** The file is no database, or a broken one. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError'
}

/** The file was written by a version of the program that this one no longer reads. */
export class OlderError extends Error {
  override readonly name = 'OlderError'
}

/** The file was written by a newer version of the program. */
export class NewerError extends Error {
  override readonly name = 'NewerError'
}

/** The file is a database of another program. */
export class ForeignError extends Error {
  override readonly name = 'ForeignError'
}

/** The file was moved, deleted or replaced while it was open: what is written would go where nobody looks for it. */
export class LostError extends Error {
  override readonly name = 'LostError'
}

/** Returns a check that throws a LostError once the file is no longer at its path. */
export function lossOf(file: string | null): () => void {
  if (file === null || file === ':memory:') return () => undefined
  const numberOf = () => statSync(file, { throwIfNoEntry: false })?.ino
  const opened = numberOf()
  return () => {
    if (numberOf() !== opened) throw new LostError('it moved or disappeared while Postern had it open')
  }
}
