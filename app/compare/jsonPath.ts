const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/

/** The path of a field below `path` (RFC 9535). */
export function fieldPath(path: string, name: string): string {
  return PLAIN_NAME.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`
}

export function indexPath(path: string, index: number): string {
  return `${path}[${index}]`
}

/** The path of the element of an array whose field `name` has that value: a filter of RFC 9535. */
export function elementPath(path: string, name: string, value: string | number): string {
  return `${path}[?${fieldPath('@', name)}==${JSON.stringify(value)}]`
}
