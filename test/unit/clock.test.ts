import { expect, test } from 'vitest'
import { systemClock } from '../../app/clock.ts'

test.each([2 ** 31, 1000 * 3_600_000, Number.MAX_SAFE_INTEGER])(
  'a sleep of %d ms, longer than any timer runs, is still going on when a short one ends',
  async (ms) => {
    const end = new AbortController()
    const long = systemClock.sleep(ms, end.signal)
    const first = await Promise.race([long.then(() => 'long'), systemClock.sleep(20).then(() => 'short')])
    expect(first).toBe('short')
    end.abort()
    await expect(long).rejects.toMatchObject({ name: 'AbortError' })
  },
)
