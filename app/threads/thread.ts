import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { connect, type Remote } from './remote.ts'
import { tasks, type TaskInput, type TaskName, type TaskOutput } from './tasks.ts'

/** A thread for tasks that would hold up this one. */
export interface Thread {
  /** Does the task there; here, if the thread should end meanwhile, for want of memory say. */
  run<N extends TaskName>(name: N, input: TaskInput<N>): Promise<TaskOutput<N>>
  end(): Promise<void>
}

const here: { [N in TaskName]: (input: TaskInput<N>) => TaskOutput<N> | Promise<TaskOutput<N>> } = tasks

/** Starts with the first task. `url` is that of the bundled worker. */
export function createThread(url: URL): Thread {
  let thread: Remote<typeof tasks> | null = null

  async function there<N extends TaskName>(name: N, input: TaskInput<N>): Promise<TaskOutput<N>> {
    // To hand a text over is to copy it: no two copies in one turn of the loop, which an immediate would still be.
    await delay(0)
    thread ??= connect(new Worker(url, { execArgv: [] }), {
      end: () => {
        thread = null
      },
    })
    return thread.callByName(name, [input])
  }

  return {
    run<N extends TaskName>(name: N, input: TaskInput<N>) {
      const task: (typeof here)[N] = here[name]
      return there(name, input).catch(() => task(input))
    },
    async end() {
      await thread?.end()
    },
  }
}
