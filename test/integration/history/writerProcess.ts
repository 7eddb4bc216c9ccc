import { openHistory } from '../../../app/history/history.ts'
import { exampleExchange, exchangeUnderWay } from '../../unit/history/exampleExchange.ts'

/**
 * Writes exchanges until it is killed or has written `count`, and tells each id on a line of its own once it is
 * confirmed: `begun` or `ended` before it. Arguments: file, worker, count.
 */
const [file = '', worker = '', count = '0'] = process.argv.slice(2)
const history = await openHistory({ file, worker: new URL(worker) })
for (let at = 0; at < Number(count); at += 1) {
  const begun = exchangeUnderWay({}, at)
  await history.put(begun)
  process.stdout.write(`begun ${begun.id}\n`)
  await history.put(exampleExchange({ id: begun.id }, at))
  process.stdout.write(`ended ${begun.id}\n`)
}
await history.close()
