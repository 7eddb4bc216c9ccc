import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createProgramFinder } from '../../../app/capture/programAt.ts'

it.runIf(process.platform === 'linux')('the program of a connection is found by its port', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const client = connect(port, '127.0.0.1')
  onTestFinished(() => {
    client.destroy()
    server.close()
  })
  await once(client, 'connect')
  const programAt = createProgramFinder(() => port)
  expect(await programAt(client.localPort ?? 0)).toMatchObject({ pid: process.pid })
  expect(await programAt(1)).toBeNull()
})

it('no program is found where the system does not tell', async () => {
  expect(await createProgramFinder(() => 80, '/nowhere')(1000)).toBeNull()
})
