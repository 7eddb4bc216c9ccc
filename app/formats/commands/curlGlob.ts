const PART = /\\([{}[\],])|\{([^{}]*)\}|\[(\d+)-(\d+)(?::(\d+))?\]|\[([a-zA-Z])-([a-zA-Z])(?::(\d+))?\]/g

/** The first address of a pattern such as `/{a,b}/[1-3]`, and how many there are. */
export function firstOfGlob(pattern: string): { url: string; count: number } {
  let count = 1
  const url = pattern.replace(
    PART,
    (
      whole,
      escaped?: string,
      set?: string,
      from?: string,
      to?: string,
      step?: string,
      a?: string,
      z?: string,
    ) => {
      if (escaped !== undefined) return escaped
      if (set !== undefined) {
        const choices = set.split(',')
        // A name in braces stands for a value in documents: nobody means a set of one.
        if (choices.length < 2) return whole
        count *= choices.length
        return choices[0] ?? ''
      }
      const [first, last] =
        from === undefined ? [a?.charCodeAt(0) ?? 0, z?.charCodeAt(0) ?? 0] : [Number(from), Number(to)]
      if (last < first) return whole
      count *= Math.floor((last - first) / Math.max(1, Number(step ?? 1))) + 1
      return from ?? a ?? ''
    },
  )
  return { url, count }
}
