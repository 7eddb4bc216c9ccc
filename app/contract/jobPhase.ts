/** `paused` and `scheduled` wait for somebody, or for their time; the last three are ends. */
export const JOB_PHASES = ['running', 'paused', 'scheduled', 'done', 'cancelled', 'failed'] as const

/** Apart from the shapes of jobs, so that the page's first screen does without their parser. */
export function hasEnded({ phase }: { phase: (typeof JOB_PHASES)[number] }): boolean {
  return phase === 'done' || phase === 'cancelled' || phase === 'failed'
}
