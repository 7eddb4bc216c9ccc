/** A parameter that names what is asked for: `customerId`, `siteIds`, `id`. */
const ID_NAME = /(?:^id|Id)s?$/

export interface CountedId {
  name: string
  value: string
  count: number
}

/** The ids that URLs of one route name, in their path or query, most frequent first. */
export function idsIn(urls: readonly string[], route: string): CountedId[] {
  const counts = new Map<string, CountedId>()
  const places = route.split('/')
  for (const url of urls) {
    for (const [name, value] of idsOf(url, places)) {
      const mark = JSON.stringify([name, value])
      const found = counts.get(mark) ?? { name, value, count: 0 }
      found.count += 1
      counts.set(mark, found)
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)
}

function idsOf(url: string, places: readonly string[]): [string, string][] {
  if (!URL.canParse(url)) return []
  const { pathname, searchParams } = new URL(url)
  const found: [string, string][] = []
  pathname.split('/').forEach((part, at) => {
    const name = /^\{(.+)\}$/.exec(places[at] ?? '')?.[1]
    if (name !== undefined && part !== '') found.push([name, part])
  })
  for (const [name, value] of searchParams) {
    if (!ID_NAME.test(name)) continue
    for (const one of value.split(',')) if (one.trim() !== '') found.push([name, one.trim()])
  }
  return found
}
