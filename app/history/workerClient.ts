import { Worker } from 'node:worker_threads'
import { PosternError } from '../contract/errors.ts'
import type { Notice } from '../contract/notice.ts'
import type { Report, TaskInput, TaskName, TaskOutput, WorkerOptions } from './messages.ts'

/** The line to the worker: orders go out numbered, and each answer finds its promise. */
export interface WorkerClient {
  ask<N extends TaskName>(name: N, input: TaskInput<N>): Promise<TaskOutput<N>>
  end(): Promise<void>
}

export interface WorkerClientOptions {
  url: URL
  options: WorkerOptions
  onNotice: (notice: Notice) => void
  /** Others have written to the database. */
  onOthers: () => void
  /** The worker ended by itself; whatever was asked has been rejected. */
  onDeath: (reason: string) => void
}

interface Pending {
  // Each order's answer has the type of its name; the number that ties them together is what the compiler cannot see.
  resolve: (output: never) => void
  reject: (error: unknown) => void
}

/** Starts the worker, and resolves once the database is open. */
export function startWorker({
  url,
  options,
  onNotice,
  onOthers,
  onDeath,
}: WorkerClientOptions): Promise<WorkerClient> {
  const worker = new Worker(url, { workerData: options, execArgv: [] })
  const pending = new Map<number, Pending>()
  let count = 0
  let isEnding = false

  const line: WorkerClient = {
    ask: (name, input) =>
      new Promise((resolve, reject) => {
        count += 1
        pending.set(count, { resolve, reject })
        worker.postMessage({ number: count, name, input })
      }),
    async end() {
      isEnding = true
      await worker.terminate()
    },
  }

  return new Promise((resolve, reject) => {
    let reason = ''
    worker.on('message', (report: Report) => {
      switch (report.kind) {
        case 'ready':
          resolve(line)
          break
        case 'notice':
          onNotice(report.notice)
          break
        case 'changed':
          onOthers()
          break
        case 'done':
          take(report.number)?.resolve(report.output as never)
          break
        case 'failed':
          take(report.number)?.reject(
            new PosternError(report.error.code, report.error.message, report.error.remedy),
          )
          break
      }
    })
    worker.on('error', (error) => {
      reason = error.message
    })
    worker.on('exit', (code) => {
      const death = new PosternError(
        'history-unavailable',
        `The history's thread ended: ${reason || `exit code ${code}`}.`,
        'Try again; it is started anew by itself.',
      )
      for (const { reject: fail } of pending.values()) fail(death)
      pending.clear()
      reject(death)
      if (!isEnding) onDeath(reason || `exit code ${code}`)
    })
  })

  function take(number: number): Pending | undefined {
    const found = pending.get(number)
    pending.delete(number)
    return found
  }
}
