import { constants, setPriority } from 'node:os'

/**
 * Lets the other threads go first where processors are short. Only Linux has priorities of threads: elsewhere the call would
 * hold back the whole process.
 */
export function goLast(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
}
