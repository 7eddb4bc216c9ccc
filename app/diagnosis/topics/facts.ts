const KEY_TYPE =
  /\bkey[ -]?type\b[\s:=]*(?:of |is |must be )?["'“‘`]([\w-]{1,40})["'”’`]|["'“‘`]([\w-]{1,40})["'”’`]\s+key[ -]?type\b|\bkey of type ["'“‘`]?([\w-]{1,40})/i

/** The KeyType that a sentence asks for; null when it names none in quotes. */
export function keyTypeIn(sentence: string): string | null {
  const match = KEY_TYPE.exec(sentence)
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null
}

/** Where a JSON text breaks, as System.Text.Json tells it, counted from 1; null when the sentence does not tell. */
export function jsonPlaceIn(sentence: string): string | null {
  const match = /LineNumber: ?(\d{1,9}) ?\| ?BytePositionInLine: ?(\d{1,9})/i.exec(sentence)
  return match ? `at line ${Number(match[1]) + 1}, position ${Number(match[2]) + 1}` : null
}
