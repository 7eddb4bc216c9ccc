/** The message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** Its code, as errors of Node, SQLite and Electron carry one, such as `ENOENT`; null where it has none. */
export function codeOf(thrown: unknown): string | null {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return null
  return typeof thrown.code === 'string' ? thrown.code : null
}

export function hasCode(thrown: unknown, ...codes: string[]): boolean {
  const code = codeOf(thrown)
  return code !== null && codes.includes(code)
}
