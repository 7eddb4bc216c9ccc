import type { Exchange } from '../../../../app/contract/exchange.ts'
import type { MenuItem } from '../../../ui/menuItem.ts'

export interface Later {
  /** Epoch ms from which on it is of use. */
  readonly at: number
  isMade(): boolean
  make(): Promise<void> | void
  cancel(): Promise<void> | void
}

export interface Remedy {
  readonly label: string
  /** Why it does not propose what seems to fit. */
  readonly note?: string
  /** The step can only be done later: then a click leaves it to Postern to do it in time. */
  readonly later?: Later
  /** One of them can be chosen in the place of what the label says; where it is not direct, one has to be. */
  readonly choices?: readonly MenuItem[]
  readonly choicesLabel?: string
  readonly isDirect?: boolean
  run(choice?: string): Promise<void> | void
}

export type RemedyMaker = (exchange: Exchange) => Remedy
