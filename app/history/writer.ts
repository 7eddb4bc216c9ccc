import { hasCode } from '../contract/thrown.ts'
import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'

/** A process that writes to the history, described so that others can tell whether it still lives. */
export interface Writer {
  token: string
  pid: number
  /** Tells a process from a later one with the same pid; null where the system does not say. */
  process: string | null
  /** Epoch ms when it began to write. */
  since: number
}

/** How far the system's start, computed from its uptime, may be off. */
const START_TOLERANCE_MS = 60_000

export function describeWriter(token: string, now: number): Writer {
  return { token, pid: process.pid, process: processMark(process.pid), since: now }
}

/** Whether the process behind a writer still runs. In doubt it does: nobody's exchange is cut short by a guess. */
export function isAlive(writer: Writer, now: number): boolean {
  if (!isRunning(writer.pid)) return false
  if (writer.process !== null) return processMark(writer.pid) === writer.process
  const startedUp = now - uptime() * 1000
  return writer.since > startedUp - START_TOLERANCE_MS
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}

/** Linux only: this start of the system, and the tick of it at which the process began (proc(5), field 22). */
function processMark(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, field 2, is in brackets and may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? 'ended' : `${boot} ${fields[19]}`
  } catch {
    return null
  }
}
