/** A URL or a path, taken apart without any platform's URL class, so that no input is refused. */
export interface Target {
  /** Lower-case host with its port; null for a bare path. */
  host: string | null
  /** Starts with a slash, as written. */
  path: string
  /** Names and values decoded, in order. */
  query: Array<[name: string, value: string]>
}

const MAX_LENGTH = 20_000
const MAX_PARAMETERS = 500

export function splitTarget(pathOrUrl: string): Target {
  let rest = pathOrUrl.length > MAX_LENGTH ? pathOrUrl.slice(0, MAX_LENGTH) : pathOrUrl
  const hash = rest.indexOf('#')
  if (hash >= 0) rest = rest.slice(0, hash)
  const mark = rest.indexOf('?')
  const query = mark < 0 ? '' : rest.slice(mark + 1)
  if (mark >= 0) rest = rest.slice(0, mark)

  let host: string | null = null
  const scheme = rest.indexOf('://')
  if (scheme > 0 && scheme <= 10) {
    const start = scheme + 3
    const slash = rest.indexOf('/', start)
    const authority = slash < 0 ? rest.slice(start) : rest.slice(start, slash)
    host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase()
    rest = slash < 0 ? '/' : rest.slice(slash)
  }
  return { host, path: rest.startsWith('/') ? rest : `/${rest}`, query: query === '' ? [] : readQuery(query) }
}

function readQuery(query: string): Array<[string, string]> {
  return query
    .split('&', MAX_PARAMETERS)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0
        ? [decodeComponent(pair), '']
        : [decodeComponent(pair.slice(0, equals)), decodeComponent(pair.slice(equals + 1))]
    })
}

/** Percent-decoding that leaves what is not valid as it is. */
export function decodeComponent(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}
