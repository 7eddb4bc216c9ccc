import { parentPort, workerData } from 'node:worker_threads'
import { z } from 'zod'
import { reasonOf } from '../files/aside.ts'
import { openKeeper, type Keeper } from './keeper.ts'
import type { Order, Report, TaskName, TaskOutput } from './messages.ts'

/** The thread that owns the database, so that nothing it does can hold up a window or a request. */
const options = z.object({ file: z.string(), writer: z.string() }).parse(workerData)
const port = parentPort
if (port === null) throw new Error('This file runs as a worker only.')

const report = (message: Report) => port.postMessage(message)
const keeper = openKeeper({ ...options, onNotice: (notice) => report({ kind: 'notice', notice }) })

port.on('message', (order: Order) => {
  const { number } = order
  try {
    report({ kind: 'done', number, output: execute(keeper, order) })
  } catch (error) {
    report({
      kind: 'failed',
      number,
      error: {
        code: 'history-unavailable',
        message: `The history could not be read: ${error instanceof z.ZodError ? 'an entry is damaged' : reasonOf(error)}.`,
        remedy:
          'Try again. If it stays so, close Postern and make a copy of history.db before anything else.',
      },
    })
  }
  if (order.name === 'close') port.close()
})
report({ kind: 'ready' })

function execute(keeper: Keeper, order: Order): TaskOutput<TaskName> {
  switch (order.name) {
    case 'put':
      return keeper.put(order.input)
    case 'get':
      return keeper.get(order.input)
    case 'list':
      return keeper.list(order.input)
    case 'close':
      keeper.close()
      return null
  }
}
