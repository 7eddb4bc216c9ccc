import type { CommandEntry, Keys } from '../../../app/contract/commands.ts'

export interface Command {
  readonly id: string
  readonly group: CommandEntry['group'] | 'Write a request'
  readonly title: string
  /** Other words by which people look for it. */
  readonly also?: string
  /** Whether it sends a request at once. */
  readonly sends?: boolean
  /** The first is the one to be taught. */
  readonly keys: readonly Keys[]
  /** False while there is nothing that it could act on. */
  readonly isPossible: boolean
  /** Whether it acts while a dialog is open, too. */
  readonly isEverywhere?: boolean
  run(): Promise<void> | void
}

/** What of a command changes with what there is to act on. */
export type Act = Pick<Command, 'run'> &
  Partial<Pick<Command, 'title' | 'isPossible' | 'isEverywhere' | 'sends'>>
