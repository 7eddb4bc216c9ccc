import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { displayProblem } from '../../../app/shell/display.ts'

let folder: string
let servers: Server[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-display-'))
  servers = []
})
afterEach(() => {
  for (const server of servers) server.close()
  rmSync(folder, { recursive: true })
})

/** A server that does this with who connects; resolves with where it listens. */
function listening(serve: (socket: Socket) => void, path?: string): Promise<number> {
  const server = createServer((socket) => serve(socket.on('error', () => undefined)))
  servers.push(server)
  return new Promise((resolve) => {
    const listen = () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    }
    if (path === undefined) server.listen(0, '127.0.0.1', listen)
    else server.listen(path, listen)
  })
}

const problem = (env: NodeJS.ProcessEnv, isChosen = false) =>
  displayProblem({ HOME: folder, XDG_RUNTIME_DIR: folder, ...env }, isChosen, 200)

/** An X server that begins its answer to a greeting with this. */
const answering = (first: number) => (socket: Socket) => {
  socket.once('data', () => socket.end(Buffer.from([first, 0, 11, 0])))
}

describe('a display', () => {
  it.each([
    [{}, /DISPLAY and WAYLAND_DISPLAY are empty/],
    [{ DISPLAY: '' }, /DISPLAY and WAYLAND_DISPLAY are empty/],
    [{ DISPLAY: ':4711' }, /:4711 is not there/],
    [{ DISPLAY: 'unix:4711' }, /unix:4711 is not there/],
    [{ DISPLAY: 'nonsense' }, /nonsense is not there/],
    [{ DISPLAY: 'host.invalid:0' }, /host\.invalid:0 is not there/],
    [{ DISPLAY: '127.0.0.1:4711' }, /127\.0\.0\.1:4711 is not there/],
    [{ DISPLAY: '[::1]:4711.0' }, /4711\.0 is not there/],
    [{ DISPLAY: '127.0.0.1:99999' }, /99999 is not there/],
    [{ WAYLAND_DISPLAY: 'wayland-7' }, /wayland-7 is not there/],
    [{ WAYLAND_DISPLAY: 'wayland-7', DISPLAY: ':4711' }, /:4711 is not there/],
  ])('%j, where nobody is, is told of', async (env, told) => {
    expect(await problem(env)).toMatch(told)
  })

  it.each([
    [{ DISPLAY: ':4711' }, true] as const,
    [{ DISPLAY: '/private/tmp/launch/org.x:0' }, false] as const,
  ])('%j, chosen by a switch: %s, is left to Chromium', async (env, isChosen) => {
    expect(await problem(env, isChosen)).toBeNull()
  })

  it('of Wayland that is there is enough', async () => {
    await listening(() => undefined, join(folder, 'wayland-0'))
    expect(await problem({ WAYLAND_DISPLAY: 'wayland-0' })).toBeNull()
    expect(await problem({ WAYLAND_DISPLAY: join(folder, 'wayland-0'), DISPLAY: ':4711' })).toBeNull()
  })

  it('is a socket that somebody listens on, abstract or of another computer', async () => {
    const number = await listening(answering(1))
    await listening(answering(1), `\0/tmp/.X11-unix/X${number}`)
    expect(await problem({ DISPLAY: `:${number}.0` })).toBeNull()
    expect(await problem({ DISPLAY: `127.0.0.1:${number - 6000}` })).toBeNull()
  })

  it('that refuses who has no key is told of, and not asked with one', async () => {
    const display = `127.0.0.1:${(await listening(answering(0))) - 6000}`
    expect(await problem({ DISPLAY: display })).toMatch(/refuses this user/)
    writeFileSync(join(folder, '.Xauthority'), '')
    expect(await problem({ DISPLAY: display })).toBeNull()
  })

  it('that never answers is not waited for', async () => {
    const display = `127.0.0.1:${(await listening(() => undefined)) - 6000}`
    expect(await problem({ DISPLAY: display })).toMatch(/is not there/)
  })
})
