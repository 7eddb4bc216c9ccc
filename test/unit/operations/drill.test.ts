import { expect, it } from 'vitest'
import type { WindowContext } from '../../../app/operations/context.ts'
import { drillChooseFolder, drillRun } from '../../../app/operations/drill.ts'
import { createChosenFiles, FOLDER } from '../../../app/session/chosenFiles.ts'

const DRILL = {
  command: 'npm "run it" test',
  folder: '/home/me',
  variables: ['BASE', 'BASE'],
  scenarios: ['403' as const],
  speed: 10 as const,
}

/** What was asked, and what was begun. */
function withAnswer(isAgreed: boolean, chosen: string | null = '/home/me') {
  const asked: unknown[] = []
  const begun: unknown[] = []
  const parts: Partial<WindowContext> = {
    folders: createChosenFiles(() => [], FOLDER),
    drills: { refuseSecond: () => undefined, begin: (order) => begun.push(order) },
    dialogs: {
      chooseFolder: () => Promise.resolve(chosen),
      confirmProgram(order: unknown) {
        asked.push(order)
        return Promise.resolve(isAgreed)
      },
    } as never,
  }
  return { context: parts as WindowContext, asked, begun }
}

it('asks outside the page with the words of the command, and starts once it is agreed', async () => {
  const { context, asked, begun } = withAnswer(true)
  expect(await drillChooseFolder.run(context, undefined)).toBe('/home/me')
  expect(await drillRun.run(context, DRILL)).toBe(true)
  const order = {
    command: ['npm', 'run it', 'test'],
    folder: '/home/me',
    variables: ['POSTERN_CAPTURE_URL', 'BASE'],
  }
  expect(asked).toEqual([{ ...order, starts: 1 }])
  expect(begun).toEqual([{ ...order, scenarios: ['403'], speed: 10 }])
})

it('starts nothing when the user declines', async () => {
  const { context, begun } = withAnswer(false)
  await drillChooseFolder.run(context, undefined)
  expect(await drillRun.run(context, DRILL)).toBe(false)
  expect(begun).toEqual([])
})

it('does not even ask for a folder that the user did not choose, nor for a command that hides something', async () => {
  const { context, asked } = withAnswer(true)
  await expect(drillRun.run(context, DRILL)).rejects.toThrow('did not select this folder')
  await drillChooseFolder.run(context, undefined)
  for (const command of ['npm \u202etset', 'npm\nrm', '', '"open'])
    await expect(drillRun.run(context, { ...DRILL, command })).rejects.toThrow(/command/)
  expect(asked).toEqual([])
})

it('takes names of variables alone', () => {
  const { context } = withAnswer(true)
  for (const variables of [['A=B'], ['9'], [''], Array.from({ length: 11 }, (_, at) => `A${at}`)])
    expect(() => drillRun.call(context, { ...DRILL, variables })).toThrow()
})
