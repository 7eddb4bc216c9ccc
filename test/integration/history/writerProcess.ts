import { openHistory } from '../../../app/history/openHistory.ts'
import { exampleExchange, exchangeUnderWay } from '../../unit/history/exampleExchange.ts'
import { redacted } from '../../fixtures/testRecorder.ts'

/**
 * Writes exchanges until it is killed or has written `count`, and tells each id on a line of its own once it is sure to
 * be kept: `begun` or `ended` before it. An end is not waited for; it is sure once a later put is. Arguments: file, worker,
 * count.
 */
const [file = '', worker = '', count = '0'] = process.argv.slice(2)
const history = await openHistory({ file, worker: new URL(worker) })
let ended: string | null = null
const tell = (line: string) => process.stdout.write(`${line}\n`)
const tellEnded = () => {
  if (ended !== null) tell(`ended ${ended}`)
}
for (let at = 0; at < Number(count); at += 1) {
  const begun = exchangeUnderWay({}, at)
  await history.put(redacted(begun), { durable: true })
  tellEnded()
  tell(`begun ${begun.id}`)
  await history.put(redacted(exampleExchange({ id: begun.id }, at)), { durable: false })
  ended = begun.id
}
await history.close()
tellEnded()
