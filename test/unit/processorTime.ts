/**
 * How long this process has a processor for something, in ms. A machine with other work takes no part in that, as it does by the
 * clock: what grows faster than its input is found on a busy machine too, and nothing else.
 */
export function processorMs(work: () => unknown): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
