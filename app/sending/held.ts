/** What the map holds under the parts of a name; made when it is first asked for. */
export function getOrMake<T>(map: Map<string, T>, parts: ReadonlyArray<string | number>, make: () => T): T {
  const name = JSON.stringify(parts)
  const known = map.get(name)
  if (known !== undefined) return known
  const made = make()
  map.set(name, made)
  return made
}

/** Tells a listener. One that fails, such as a window that has just been closed, must not end an exchange. */
export function notify(listener: () => void): void {
  try {
    listener()
  } catch {
    // Nothing here depends on the listener.
  }
}
