/** Runs tasks that share a name one after another, in the order in which they were asked for. */
interface Serial {
  /** Starts `task` once everything asked for earlier under any of these names has ended, well or badly. */
  run<T>(names: readonly string[], task: () => Promise<T>): Promise<T>
}

export function createSerial(): Serial {
  const tails = new Map<string, Promise<void>>()
  return {
    run(names, task) {
      const earlier = names.map((name) => tails.get(name) ?? Promise.resolve())
      const result = Promise.all(earlier).then(task)
      const tail = result.then(
        () => undefined,
        () => undefined,
      )
      for (const name of names) tails.set(name, tail)
      void tail.then(() => {
        for (const name of names) if (tails.get(name) === tail) tails.delete(name)
      })
      return result
    },
  }
}
