interface Part {
  /** Writes what could not be written before, if it can be now. */
  saveAgain(): Promise<void>
}

const OFTEN_MS = 10_000

/** Saves by itself what a full disk or a folder that was away has kept in memory, and at the end once more. */
export function keepSavingAgain(parts: readonly Part[]) {
  const all = () => Promise.all(parts.map((part) => part.saveAgain()))
  const timer = setInterval(() => void all(), OFTEN_MS)
  return {
    async close() {
      clearInterval(timer)
      await all()
    },
  }
}
