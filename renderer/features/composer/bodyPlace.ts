/** What follows a name: a colon, and a value that is no list and no object. */
const VALUE = /\s*:\s*(?=[^\s[{,}\]])("(?:[^"\\\n]|\\.)*"|[^\s,}\]]+)/y

/** Where in a body the value of a field stands; else its name, or the beginning where the body does not name it. */
export function bodyPlace(body: string, name: string): readonly [start: number, end: number] {
  const quoted = JSON.stringify(name)
  const start = body.indexOf(quoted)
  if (start < 0) return [0, 0]
  VALUE.lastIndex = start + quoted.length
  const [whole = '', value = quoted] = VALUE.exec(body) ?? []
  const end = start + quoted.length + whole.length
  return [end - value.length, end]
}
