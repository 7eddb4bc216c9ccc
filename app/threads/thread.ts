import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { tasks, type TaskInput, type TaskName, type TaskOutput } from './tasks.ts'

/** A thread for tasks that would hold up this one. */
export interface Thread {
  /** Does the task there; here, if the thread should end meanwhile, for want of memory say. */
  run<N extends TaskName>(name: N, input: TaskInput<N>): Promise<TaskOutput<N>>
  end(): Promise<void>
}

interface Pending {
  // Each task's answer has the type of its name; the number that ties them together is what the compiler cannot see.
  resolve: (output: never) => void
  reject: (error: unknown) => void
}

/** Starts with the first task. `url` is that of the bundled worker. */
export function createThread(url: URL): Thread {
  const pending = new Map<number, Pending>()
  let worker: Worker | null = null
  let count = 0

  function start(): Worker {
    const started = new Worker(url, { execArgv: [] })
    let reason = 'it ended'
    started.on('message', ({ number, output }: { number: number; output: never }) => {
      pending.get(number)?.resolve(output)
      pending.delete(number)
    })
    started.on('error', (error) => {
      reason = error.message
    })
    started.on('exit', () => {
      if (worker === started) worker = null
      for (const { reject } of pending.values()) reject(new Error(reason))
      pending.clear()
    })
    return started
  }

  async function ask<N extends TaskName>(name: N, input: TaskInput<N>): Promise<TaskOutput<N>> {
    // To hand a text over is to copy it: no two copies in one turn of the loop, which an immediate would still be.
    await delay(0)
    return new Promise((resolve, reject) => {
      worker ??= start()
      count += 1
      pending.set(count, { resolve, reject })
      worker.postMessage({ number: count, name, input })
    })
  }

  return {
    run<N extends TaskName>(name: N, input: TaskInput<N>) {
      const task: (given: TaskInput<N>) => TaskOutput<N> | Promise<TaskOutput<N>> = tasks[name]
      return ask(name, input).catch(() => task(input))
    },
    async end() {
      await worker?.terminate()
    },
  }
}
