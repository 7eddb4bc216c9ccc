import { parentPort } from 'node:worker_threads'
import { tasks, type Order, type TaskInput, type TaskName, type TaskOutput } from './tasks.ts'

/** The thread in which long bodies are read, so that they hold up no window and no other request. */
const port = parentPort
if (port === null) throw new Error('This file runs as a worker only.')

port.on('message', (order: Order) => {
  void answer(order)
})

async function answer<N extends TaskName>({ number, name, input }: Order<N>): Promise<void> {
  const task: (given: TaskInput<N>) => TaskOutput<N> | Promise<TaskOutput<N>> = tasks[name]
  const output = await task(input)
  port?.postMessage({ number, output })
}
