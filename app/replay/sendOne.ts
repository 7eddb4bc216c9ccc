import { judge } from '../compare/compare.ts'
import type { Verdict } from '../contract/comparison.ts'
import { PosternError } from '../contract/errors.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { SendOptions } from '../sending/sender.ts'
import { blockedReason } from './plan.ts'
import { rebuild } from './rebuild.ts'
import { change, tell, type Run } from './run.ts'

/** What came of one turn of a request: an answer to learn from, or that it has to wait for another turn. */
export type Turn = Verdict | 'put-back'

/** Sends one of the items again, once there is room for it. Rejects when the history or the journal fails, or the user does not let it. */
export async function sendOne(run: Run, index: number): Promise<Turn> {
  const { ports, counts } = run
  const item = counts.items[index]
  const original = item ? await ports.load(item.original) : null
  if (!item || !original) return block(run, index, 'It is no longer in the history.')
  const target = await ports.targetOf(original)
  if ('problem' in target) return block(run, index, target.problem)
  const rebuilt = rebuild(original, target)
  const reason = blockedReason(original, rebuilt)
  if (!rebuilt.options || reason !== null) return block(run, index, reason ?? 'Postern cannot replay it.')
  const options = guarded(rebuilt.options)
  // Without it the replay pauses, and asks again when it is resumed.
  await answered(run, index, ports.sender.consent(options))
  await waitForRoom(run, index, options)
  if (!isRunning(run)) return 'put-back'
  // Remembered before it can leave: after a restart the history tells by its id what became of it.
  const id = ports.sender.newId()
  await ports.journal.write(index, { ...item, state: 'sending', exchange: id })
  if (!isRunning(run)) {
    await change(run, index, { state: 'waiting' })
    return 'put-back'
  }
  counts.change(index, { state: 'sending' })
  tell(run)
  const begun = attempt(() => ports.sender.send({ ...options, id }))
  if (begun instanceof PosternError) return block(run, index, `${begun.message} ${begun.remedy}`)
  run.underWay.add(begun.id)
  const exchange = await begun.done.finally(() => run.underWay.delete(begun.id))
  return run.phase === 'suspended' ? 'undecided' : settle(run, index, original, exchange)
}

/** A question that is open for longer is told of: most need none. */
const QUESTION_MS = 200

async function answered(run: Run, index: number, answer: Promise<void>): Promise<void> {
  const over = new AbortController()
  run.waits.set(index, { what: 'answer', until: null })
  run.ports.clock.sleep(QUESTION_MS, over.signal).then(
    () => {
      tell(run)
    },
    () => undefined,
  )
  await whileRunning(run, answer).finally(() => {
    over.abort()
    run.waits.delete(index)
  })
}

/** Waits for an answer of the user, but not once the replay is paused or cancelled: a dialog may stay open for long. */
function whileRunning(run: Run, answer: Promise<void>): Promise<void> {
  const { signal } = run.hold
  return new Promise((resolve, reject) => {
    const leave = () => {
      resolve()
    }
    if (signal.aborted) leave()
    else signal.addEventListener('abort', leave, { once: true })
    // A replay of thousands has one signal for all.
    void answer.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', leave)
    })
  })
}

/** Asked anew after each wait: somebody may have paused or cancelled meanwhile. */
function isRunning({ phase }: Run): boolean {
  return phase === 'running'
}

/** Many at once must not run into the limit, also where the profile only observes it. */
function guarded(options: SendOptions): SendOptions {
  const { profile } = options
  return { ...options, profile: { ...profile, rate: { ...profile.rate, mode: 'guard' } } }
}

/**
 * Waits as long as the sender would hold the request back. It has not begun meanwhile: a pause, a cancel or a restart
 * leaves no trace of it, and its deadline does not pass.
 */
async function waitForRoom(run: Run, index: number, options: SendOptions): Promise<void> {
  const { clock, sender } = run.ports
  while (run.phase === 'running') {
    const ms = attempt(() => sender.waitMs(options))
    // Why it cannot be sent at all, `send` tells best.
    if (ms === 0 || ms instanceof PosternError) return
    run.waits.set(index, { what: 'window', until: clock.now() + ms })
    tell(run)
    await clock.sleep(ms, run.hold.signal).catch(() => undefined)
    run.waits.delete(index)
  }
}

/** What the sender gives, or why it refuses. */
function attempt<T>(ask: () => T): T | PosternError {
  try {
    return ask()
  } catch (error) {
    if (error instanceof PosternError) return error
    return new PosternError('internal', String(error), 'Replay it later.')
  }
}

async function settle(run: Run, index: number, original: Exchange, exchange: Exchange): Promise<Verdict> {
  const { ports, counts } = run
  if (counts.items[index]?.again) await ports.onSentAgain?.(exchange.id)
  const envelope = ports.redact(exchange.envelope)
  const { verdict, sentence } = judge(original, { ...exchange, envelope })
  // What the history answers comes after what was put into it: it has the end before the replay counts it as sent.
  await ports.load(exchange.id)
  run.latest = exchange.id
  await change(run, index, { state: 'sent', exchange: exchange.id, verdict, reason: sentence })
  return verdict
}

async function block(run: Run, index: number, reason: string): Promise<Turn> {
  await change(run, index, { state: 'blocked', reason })
  return 'undecided'
}
