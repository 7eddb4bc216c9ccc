import { parentPort } from 'node:worker_threads'
import { tasks, type Order, type TaskInput, type TaskName, type TaskOutput } from './tasks.ts'

/** The thread in which long bodies are read, so that they hold up no window and no other request. */
const port = parentPort
if (port === null) throw new Error('This file runs as a worker only.')

port.on('message', (order: Order) => {
  port.postMessage({ number: order.number, output: execute(order) })
})

function execute<N extends TaskName>({ name, input }: Order<N>): TaskOutput<N> {
  const task: (given: TaskInput<N>) => TaskOutput<N> = tasks[name]
  return task(input)
}
