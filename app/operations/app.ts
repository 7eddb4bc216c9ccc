import { z } from 'zod'
import { appInfoSchema } from '../contract/appInfo.ts'
import { windowOperation } from './operation.ts'

export const appInfo = windowOperation({
  name: 'app:info',
  kind: 'read',
  summary: 'show the versions, the data folder and the notices',
  output: appInfoSchema,
  run: ({ info, notices }) => ({ ...info(), notices: notices.list() }),
})

export const appReady = windowOperation({
  name: 'app:ready',
  kind: 'write',
  summary: 'say that the window is ready',
  run: ({ onReady }) => onReady(),
})

export const appDismissNotice = windowOperation({
  name: 'app:dismissNotice',
  kind: 'write',
  summary: 'take a notice away',
  input: z.strictObject({ id: z.string().max(200) }),
  run: ({ notices }, { id }) => {
    notices.dismiss(id)
  },
})

export const appZoom = windowOperation({
  name: 'app:zoom',
  kind: 'write',
  summary: 'zoom the window',
  input: z.strictObject({ to: z.enum(['in', 'out', 'reset']) }),
  output: z.strictObject({ percent: z.number() }),
  run: ({ zoom }, { to }) => ({ percent: zoom(to) }),
})
