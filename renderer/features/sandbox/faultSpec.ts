/** A fault's specification for so many requests: a number of its own gives way. */
export function withTimes(spec: string, times: number): string {
  const plain = withoutTimes(spec)
  return times > 1 ? `${plain};times=${times}` : plain
}

/** A fault's specification without the number of requests that it strikes. */
export function withoutTimes(spec: string): string {
  return spec
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !/^times\s*=/i.test(part))
    .join(';')
}
