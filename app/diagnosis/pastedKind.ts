/** What somebody pasted or dropped, by its beginning alone. */
export type Pasted = 'curl' | 'har' | 'answer'

/** Only the first few thousand characters count, so that a file need not be read for it. */
export function kindOfPasted(beginning: string): Pasted {
  const text = beginning.slice(0, 4096).trimStart()
  if (/^(?:[$%]\s+)?(?:[A-Za-z_]\w*=\S*\s+)*(?:\S*[\\/])?curl(?:\.exe)?\s/i.test(text)) return 'curl'
  if (/^\uFEFF?\{\s*"log"\s*:\s*\{/.test(text)) return 'har'
  return 'answer'
}
