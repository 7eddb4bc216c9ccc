import { CircleAlert, Info, TriangleAlert } from '@lucide/vue'
import type { Severity } from '../../../../app/contract/exchange.ts'

/** How the severity of a finding is told, by sign and by word. */
export const SEVERITIES = {
  error: { icon: CircleAlert, word: 'Error' },
  warning: { icon: TriangleAlert, word: 'Warning' },
  info: { icon: Info, word: 'Note' },
} satisfies Record<Severity, unknown>
