/** A failure of the set-up that the reader can do something about. */
export class SetupError extends Error {
  /**
   * @param {string} what what went wrong, in a sentence
   * @param {string} remedy what to do about it
   */
  constructor(what, remedy) {
    super(what)
    this.name = 'SetupError'
    this.remedy = remedy
  }
}

/**
 * Tells the user what the set-up does. Always on standard error, so that standard output belongs to the program
 * that is being set up.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`${text}\n`)
}

/**
 * Runs the main function of a tool: its result is the exit code, and a failure is told in plain words.
 * @param {() => Promise<number>} main
 */
export async function runTool(main) {
  try {
    process.exitCode = await main()
  } catch (error) {
    process.exitCode = 1
    if (error instanceof SetupError) say(`\n${error.message}\n\nWhat to do: ${error.remedy}`)
    else say(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
}
