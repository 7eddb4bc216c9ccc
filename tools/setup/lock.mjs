import { mkdir, rm, stat, utimes } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

const BEAT_MS = 2_000
/** A holder that has not touched its lock for this long has died. */
const STALE_MS = 10_000

/**
 * Does something while no other process does it. The lock is a folder that its holder touches every two seconds.
 * @template T
 * @param {string} lock path of the folder
 * @param {() => void} onWait called once if another process holds the lock
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withLock(lock, onWait, task) {
  let hasWaited = false
  while (!(await take(lock))) {
    if (!hasWaited) onWait()
    hasWaited = true
    await wait(300)
  }
  const beat = setInterval(() => {
    const now = new Date()
    utimes(lock, now, now).catch(() => undefined)
  }, BEAT_MS)
  try {
    return await task()
  } finally {
    clearInterval(beat)
    await rm(lock, { recursive: true, force: true })
  }
}

/**
 * @param {string} lock
 */
async function take(lock) {
  try {
    await mkdir(lock)
    return true
  } catch (error) {
    if (!isExists(error)) throw error
  }
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  )
  if (age > STALE_MS) await rm(lock, { recursive: true, force: true })
  return false
}

/**
 * @param {unknown} error
 */
function isExists(error) {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST'
}
