import { expect, it } from 'vitest'
import type { KeepingLimits } from '../../../app/contract/keeping.ts'
import { KEEP_EVERYTHING } from '../../../app/contract/keeping.ts'
import type { WindowContext } from '../../../app/operations/context.ts'
import { historyUndoLimits } from '../../../app/operations/history.ts'
import { settingsSet } from '../../../app/operations/settings.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { contextWithKeys } from './windowContext.ts'

const ONE: KeepingLimits = { days: null, exchanges: 1, megabytes: null }

/** A history of 34 exchanges, and what happens, in its order. */
function withHistory({ answer }: { answer: boolean }) {
  const { context, settings } = contextWithKeys()
  const happened: string[] = []
  const parts: Partial<WindowContext> = {
    redactor: createRedactor(() => []) as never,
    dialogs: {
      confirmLimits: (count: number) => {
        happened.push(`asked about ${count}`)
        return Promise.resolve(answer)
      },
    } as never,
    surplus: ({ exchanges }) => Promise.resolve(Math.max(0, 34 - (exchanges ?? 34))),
    onSettings: ({ keeping }) => {
      happened.push(`limit ${keeping.exchanges}`)
      return Promise.resolve()
    },
    history: {
      restoreByLimits: () => {
        happened.push('restored')
        return Promise.resolve(33)
      },
    } as never,
  }
  return { context: Object.assign(context, parts), settings, happened }
}

it('limits that delete something are asked about outside the page, with how many', async () => {
  const { context, settings, happened } = withHistory({ answer: false })
  const { keeping } = await settingsSet.run(context, { keeping: ONE, theme: 'dark' })
  expect(keeping).toEqual(KEEP_EVERYTHING)
  expect(settings().theme).toBe('system')
  expect(happened).toEqual(['asked about 33'])
})

it('limits that delete something count once they are confirmed; others count at once', async () => {
  const { context, happened } = withHistory({ answer: true })
  await settingsSet.run(context, { keeping: { ...ONE, exchanges: 34 } })
  expect((await settingsSet.run(context, { keeping: ONE })).keeping).toEqual(ONE)
  expect(happened).toEqual(['limit 34', 'asked about 33', 'limit 1'])
})

it('stay when another setting is saved', async () => {
  const { context, settings, happened } = withHistory({ answer: true })
  await settingsSet.run(context, { keeping: ONE })
  await settingsSet.call(context, { theme: 'dark' })
  expect(settings()).toMatchObject({ theme: 'dark', keeping: ONE })
  expect(happened).toEqual(['asked about 33', 'limit 1', 'limit 1'])
})

it('undone, they are turned off before anything comes back', async () => {
  const { context, settings, happened } = withHistory({ answer: true })
  await settingsSet.run(context, { keeping: ONE })
  expect(await historyUndoLimits.run(context, undefined)).toEqual({ count: 33 })
  expect(settings().keeping).toEqual(KEEP_EVERYTHING)
  expect(happened.slice(-2)).toEqual(['limit null', 'restored'])
})
