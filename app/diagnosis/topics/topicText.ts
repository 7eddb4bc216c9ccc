import type { Step } from '../../catalog/text.ts'

/** What Postern makes of a topic that words name. */
export interface TopicText {
  /** Goes on after "The words suggest". */
  suggests: string
  /** The statuses that mean the same. */
  fits: readonly number[]
  /** The status that the API documentation gives this; left out where it gives none. */
  documented?: number
  remedy: readonly Step[]
  /** When a replay may pass, by the words: beside the documentation's verdict, never in its place. Left out where none may. */
  replay?: string
}
