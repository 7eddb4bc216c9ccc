/**
 * What is made on each system, in this order: what needs nothing from outside comes first.
 * @type {Partial<Record<NodeJS.Platform, string[]>>}
 */
export const TARGETS = {
  linux: ['tar.gz', 'deb', 'AppImage'],
  win32: ['nsis', 'portable'],
  darwin: ['zip', 'dmg'],
}

/** What names a certificate to electron-builder, on each system that signs. */
const CERTIFICATE = /** @type {Partial<Record<NodeJS.Platform, string[]>>} */ ({
  win32: ['WIN_CSC_LINK', 'CSC_LINK'],
  darwin: ['CSC_LINK', 'CSC_NAME'],
})

/**
 * Whether what is made here will be signed.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
export function isSigned(env, platform) {
  return (CERTIFICATE[platform] ?? []).some((name) => env[name])
}

/**
 * Why the builder made nothing, in a line.
 * @param {string} output of electron-builder
 */
export function reasonOf(output) {
  const unreachable = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b[^\n]*/.exec(
    output,
  )
  if (unreachable) return `it could not fetch its tools (${unreachable[0].replace(/ {2,}.*$/, '').trim()})`
  const complaint = /⨯ ([^\n]*)/.exec(output)?.[1] ?? output.trim().split('\n').at(-1) ?? ''
  return complaint.replace(/ {2,}.*$/, '').trim() || 'electron-builder gave no reason'
}
