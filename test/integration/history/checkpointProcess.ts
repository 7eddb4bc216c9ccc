import { randomUUID } from 'node:crypto'
import { openStore } from '../../../app/history/store.ts'
import { exampleExchange } from '../../unit/history/exampleExchange.ts'

/**
 * Writes exchanges without an end, each time while the log with those before is moved into the file. Tells the ids, one a line,
 * once they are sure to be kept. Argument: file.
 */
const [file = ''] = process.argv.slice(2)
const store = openStore({ file, writer: randomUUID(), now: Date.now })
for (let at = 0; ; at += 1) {
  const exchanges = Array.from({ length: 100 }, (_, place) => exampleExchange({}, 100 * at + place))
  store.put(exchanges, true)
  const moved = store.checkpoints.run()
  for (const { id } of exchanges) process.stdout.write(`${id}\n`)
  store.put([exampleExchange({}, 100 * at)], false)
  await moved
}
