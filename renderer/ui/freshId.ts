/** A short name for a new profile that no other has: lower-case letters, digits and dashes. */
export function freshId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30)
  const stem = plain === '' ? 'api' : plain
  if (!taken.has(stem)) return stem
  for (let number = 2; ; number += 1) {
    if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`
  }
}
