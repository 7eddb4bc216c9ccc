import { z } from 'zod'

/** A secret that a response handed over, in clear: main's memory alone has it, and the file that the user names. */
export interface HandedSecret {
  /** What it goes by in the response, such as `secretToken`. */
  readonly name: string
  readonly value: string
}

/** What became of the secrets of a response: main holds them, they are in a file of the user's, or Postern has none. */
export type HandOver = 'held' | 'saved' | 'gone'

/** How long main holds a secret that a response handed over. */
export const HOLD_MS = 10 * 60_000

export const secretStateSchema = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('held'),
    /** What they go by. */
    names: z.array(z.string()),
    /** Epoch ms at which Postern forgets them. */
    until: z.number(),
  }),
  /** `file`: its name, without its folder. */
  z.strictObject({ state: z.literal('saved'), file: z.string() }),
  z.strictObject({ state: z.literal('gone') }),
])

export type SecretState = z.infer<typeof secretStateSchema>

/** As a file or the clipboard has them: one as it is, several as JSON by their names. */
export function secretText(secrets: readonly HandedSecret[]): string {
  const [first] = secrets
  if (secrets.length === 1 && first) return `${first.value}\n`
  const taken = new Map<string, number>()
  const entries = secrets.map(({ name, value }) => {
    const count = (taken.get(name) ?? 0) + 1
    taken.set(name, count)
    return [count === 1 ? name : `${name} ${count}`, value]
  })
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`
}
