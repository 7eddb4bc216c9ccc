import { builtInCatalog } from '../../../app/catalog/catalog.ts'
import { systemClock } from '../../../app/clock.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { SANDBOX_PROFILE } from '../../../app/contract/names.ts'
import { createSender } from '../../../app/sending/createSender.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import type { ReplayJournal, ReplayRecord } from '../../../app/replay/journal.ts'
import { createJournalFile, readUnfinished } from '../../../app/replay/journalFile.ts'
import { itemsOf, planReplay } from '../../../app/replay/plan.ts'
import { startReplay } from '../../../app/replay/replay.ts'
import { afterRestart } from '../../../app/replay/restart.ts'
import { testRecorder } from '../../fixtures/testRecorder.ts'

/**
 * A program that replays all failures of a history, and goes on with it when it was killed before. Prints a line for
 * each request that has ended, `sent` with the ids of the original and of the new exchange, and at the end one with
 * all items.
 */
const [file = '', worker = '', journals = '', url = ''] = process.argv.slice(2)
const plain = profileFor(SANDBOX_PROFILE, 'Sandbox', url)
const profile = { ...plain, rate: { ...plain.rate, limit: 10_000 } }
const history = await openHistory({ file, worker: new URL(worker) })
const sender = createSender({
  clock: systemClock,
  secretOf: () => Promise.resolve('sandbox-site-7'),
  recorder: testRecorder({ keep: (exchange, options) => history.put(exchange, options) }),
  onProgress: () => undefined,
  onWindow: () => undefined,
  onToken: () => undefined,
  catalog: () => builtInCatalog,
})
const targetOf = () => ({ profile, key: 'site-7' })

async function begin(): Promise<ReplayRecord> {
  const { records } = await readUnfinished(journals, new Date())
  const [unfinished] = records
  if (unfinished)
    return afterRestart(
      unfinished,
      (id) => history.get(id),
      (value) => value,
    )
  const { ids } = await history.ids({ query: 'outcome:failed -is:replay', limit: 100_000 })
  const originals = (await Promise.all(ids.map((id) => history.get(id)))).filter(
    (exchange) => exchange !== null,
  )
  const plan = await planReplay(originals, { targetOf, takesMs: () => 0 })
  const items = itemsOf(plan.requests, true)
  return { version: 1, id: 'bulk', startedAt: new Date().toISOString(), startAt: null, keys: [], items }
}

const record = await begin()
const journal = await createJournalFile(journals, record)
const told: ReplayJournal = {
  ...journal,
  write: async (index, item) => {
    await journal.write(index, item)
    if (item.state === 'sent') process.stdout.write(`sent ${item.original} ${item.exchange}\n`)
  },
}
const replay = startReplay(record.items, {
  clock: systemClock,
  sender,
  load: (id) => history.get(id),
  targetOf,
  redact: (value) => value,
  journal: told,
  takesMs: () => 0,
})
const items = await replay.finished
process.stdout.write(`${JSON.stringify(items)}\n`)
await sender.close()
await history.close()
