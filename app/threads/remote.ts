import { messageOf } from '../contract/thrown.ts'
import type { MessagePort, TransferListItem, Worker } from 'node:worker_threads'
import { PosternError, type BridgeError } from '../contract/errors.ts'

/** What a method learns of the call that it answers. A method that wants it takes it last, after arguments that are all required. */
export interface Call<P> {
  /** Aborted when the caller no longer wants the answer; the call ends as the method ends. */
  readonly signal: AbortSignal
  progress(value: P): void
}

type Method<M, N extends keyof M> = Extract<M[N], (...given: never[]) => unknown>
type Given<A extends unknown[]> = A extends [...infer I, Call<infer _>] ? I : A
type Progress<A extends unknown[]> = A extends [...unknown[], Call<infer P>] ? P : never
export type Arguments<M, N extends keyof M> = Given<Parameters<Method<M, N>>>
export type Answer<M, N extends keyof M> = Awaited<ReturnType<Method<M, N>>>

export interface CallOptions<P> {
  signal?: AbortSignal
  onProgress?: (value: P) => void
  /** Handed over, not copied. */
  transfer?: readonly TransferListItem[]
}

/** The methods of a thread, called from outside. */
export interface Remote<M> {
  call<N extends keyof M & string>(
    name: N,
    given: Arguments<M, N>,
    options?: CallOptions<Progress<Parameters<Method<M, N>>>>,
  ): Promise<Answer<M, N>>
  /** As `call`, for a name that only the running program knows. */
  callByName(name: string, given: readonly unknown[]): Promise<never>
  /** Ends the thread, or this port to it. What is pending is rejected. */
  end(): Promise<void>
}

/** Rejects what is pending when the thread, or the port to it, has ended. `cause` is what ended it, where that is known. */
export class ThreadEnded extends Error {
  override readonly name = 'ThreadEnded'
}

/** A PosternError whole; of any other error what can be told. */
type SentError = BridgeError | { name: string; message: string; code: unknown }
type ToThread =
  | { kind: 'call'; number: number; name: string; given: readonly unknown[] }
  | { kind: 'cancel'; number: number }
// The number ties an answer to the type that its caller expects, which the compiler cannot see.
type FromThread =
  | { kind: 'answer'; number: number; value: never }
  | { kind: 'progress'; number: number; value: never }
  | { kind: 'error'; number: number; error: SentError }
  | { kind: 'event'; value: never }

interface Pending {
  resolve: (value: never) => void
  reject: (error: unknown) => void
  onProgress: ((value: never) => void) | undefined
}

/**
 * Calls the methods that a thread serves.
 * @param on.end hears why the thread ended by itself; whatever was pending has been rejected with a ThreadEnded
 */
export function connect<M, E = never>(
  to: Worker | MessagePort,
  on: { event?: (value: E) => void; end?: (reason: string) => void } = {},
): Remote<M> {
  const pending = new Map<number, Pending>()
  let count = 0
  let isEnding = false
  let reason = 'Postern closed it'
  let cause: unknown

  function receive(message: FromThread): void {
    if (message.kind === 'event') return on.event?.(message.value)
    const call = pending.get(message.number)
    if (message.kind === 'progress') return call?.onProgress?.(message.value)
    pending.delete(message.number)
    if (message.kind === 'answer') call?.resolve(message.value)
    else call?.reject(errorFrom(message.error))
  }
  function endPending(): void {
    for (const { reject } of pending.values())
      reject(new ThreadEnded(`The thread ended: ${reason}.`, { cause }))
    pending.clear()
    if (!isEnding) on.end?.(reason)
    isEnding = true
  }
  to.on('message', receive)
  if ('terminate' in to) {
    to.on('error', (error: unknown) => {
      cause = error
      reason = messageOf(error)
    })
    to.on('exit', endPending)
  } else {
    to.on('close', endPending)
  }
  const send = (message: ToThread, transfer: readonly TransferListItem[] = []) =>
    to.postMessage(message, transfer)

  function call(
    name: string,
    given: readonly unknown[],
    { signal, onProgress, transfer }: CallOptions<never> = {},
  ): Promise<never> {
    return new Promise((resolve, reject) => {
      if (isEnding) throw new ThreadEnded(`The thread has ended: ${reason}.`)
      const number = (count += 1)
      send({ kind: 'call', number, name, given }, transfer)
      pending.set(number, { resolve, reject, onProgress })
      const cancel = () => send({ kind: 'cancel', number })
      if (signal?.aborted) cancel()
      signal?.addEventListener('abort', cancel, { once: true })
    })
  }

  return {
    call,
    callByName: call,
    async end() {
      isEnding = true
      if ('terminate' in to) await to.terminate()
      else to.close()
    },
  }
}

/**
 * Answers calls with these methods, in the thread. A synchronous method is carried out before the next call is looked at.
 * @returns sends an event to whoever is connected
 */
export function serve<E = never>(port: MessagePort, methods: object): (event: E) => void {
  const running = new Map<number, AbortController>()
  const table = new Map<string, unknown>(Object.entries(methods))

  async function answer({ number, name, given }: Extract<ToThread, { kind: 'call' }>): Promise<void> {
    const stop = new AbortController()
    running.set(number, stop)
    const progress = (value: unknown) => port.postMessage({ kind: 'progress', number, value })
    try {
      const method = table.get(name)
      if (typeof method !== 'function') throw new TypeError(`There is no method ${name}.`)
      const value: unknown = await Reflect.apply(method, undefined, [
        ...given,
        { signal: stop.signal, progress },
      ])
      port.postMessage({ kind: 'answer', number, value })
    } catch (error) {
      port.postMessage({ kind: 'error', number, error: sentError(error) })
    } finally {
      running.delete(number)
    }
  }

  port.on('message', (message: ToThread) => {
    if (message.kind === 'cancel') running.get(message.number)?.abort()
    else void answer(message)
  })
  return (value) => port.postMessage({ kind: 'event', value })
}

function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), code: undefined }
  const { name, message } = error
  if (error instanceof PosternError) return { code: error.code, message, remedy: error.remedy }
  return { name, message, code: 'code' in error ? error.code : undefined }
}

function errorFrom(error: SentError): Error {
  if ('remedy' in error) return new PosternError(error.code, error.message, error.remedy)
  const { name, message, code } = error
  return Object.assign(new Error(message), { name }, code !== undefined && { code })
}
