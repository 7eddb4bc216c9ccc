import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startListener } from '../../../app/capture/listener.ts'
import type { CallEvent } from '../../../app/capture/calls.ts'
import { profileFor } from '../../../app/contract/presets.ts'
import { dumpServer, type Message } from './wire.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-clients-'))
})
afterAll(() => rm(folder, { recursive: true }))

function has(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const BODY = JSON.stringify({ name: 'Zoë', list: [1, 2, 3] })

const NODE_FETCH = `
  const base = process.argv[1]
  const show = async (response) => console.log(response.status, await response.text())
  await show(await fetch(base + '/one?b=%20c', { headers: { 'X-One': '1', 'x-TWO': '2' } }))
  await show(await fetch(base + '/two', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: ${JSON.stringify(BODY)} }))
  const body = new ReadableStream({ start(to) { to.enqueue(new TextEncoder().encode('abc')); to.close() } })
  await show(await fetch(base + '/three', { method: 'PUT', body, duplex: 'half' }))
  await show(await fetch(base + '/four', { method: 'DELETE' }))`

const AXIOS = `
  import axios from 'axios'
  const http = axios.create({ baseURL: process.argv[1], validateStatus: null, transformResponse: null })
  const show = ({ status, data }) => console.log(status, data)
  show(await http.get('/one', { params: { b: ' c', list: [1, 2] }, headers: { 'X-One': '1', 'x-TWO': '2' } }))
  show(await http.post('/two', ${BODY}))
  show(await http.put('/three', new URLSearchParams({ a: 'b c' })))
  show(await http.head('/four'))`

const URLLIB = `
import sys, urllib.request
base = sys.argv[1]
def show(request):
    with urllib.request.urlopen(request) as response:
        print(response.status, response.read().decode())
show(urllib.request.Request(base + '/one?b=%20c', headers={'X-One': '1', 'x-TWO': '2'}))
show(urllib.request.Request(base + '/two', data=${JSON.stringify(BODY)}.encode(), headers={'Content-Type': 'application/json'}))
show(urllib.request.Request(base + '/three', method='DELETE'))`

const REQUESTS = `
import sys, requests
base = sys.argv[1]
session = requests.Session()
session.trust_env = False
def show(response):
    print(response.status_code, response.text)
show(session.get(base + '/one', params={'b': ' c'}, headers={'X-One': '1', 'x-TWO': '2'}))
show(session.post(base + '/two', json={'name': 'x', 'list': [1, 2, 3]}))
show(session.post(base + '/three', data=iter([b'abc', b'def'])))
show(session.post(base + '/four', data={'a': 'b c', 'd': ['1', '2']}))`

const JAVA = `
import java.net.URI;
import java.net.http.*;
public class Client {
  public static void main(String[] args) throws Exception {
    for (boolean isOld : new boolean[] { false, true }) {
      HttpClient.Builder builder = HttpClient.newBuilder();
      if (isOld) builder.version(HttpClient.Version.HTTP_1_1);
      HttpClient client = builder.build();
      HttpRequest get = HttpRequest.newBuilder(URI.create(args[0] + "/one?b=%20c")).header("X-One", "1").header("x-TWO", "2").build();
      HttpRequest post = HttpRequest.newBuilder(URI.create(args[0] + "/two")).POST(HttpRequest.BodyPublishers.ofString("body")).build();
      for (HttpRequest request : new HttpRequest[] { get, post }) {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(response.statusCode() + " " + response.body());
      }
    }
  }
}`

const CURL = ['-sS', '--noproxy', '*', '-w', '%{http_code}\\n']
const hasPython = has('python3', '--version')
const hasRequests = hasPython && has('python3', '-c', 'import requests')
const hasJava = has('javac', '-version')

/** What is run, for the base URL that comes last; the number says how many requests that are. */
const CLIENTS: [
  name: string,
  isThere: boolean,
  count: number,
  command: (file: (name: string, text: string) => Promise<string>) => Promise<string[]> | string[],
][] = [
  [
    'curl',
    has('curl', '--version'),
    1,
    () => ['curl', ...CURL, '-H', 'X-One: 1', '-H', 'x-TWO: 2', '-H', 'X-One: 3', '{base}/one?b=%20c'],
  ],
  [
    'curl with data',
    has('curl', '--version'),
    1,
    () => ['curl', ...CURL, '-d', BODY, '-H', 'Content-Type: application/json', '{base}/two'],
  ],
  [
    'curl in chunks',
    has('curl', '--version'),
    1,
    () => ['curl', ...CURL, '-H', 'Transfer-Encoding: chunked', '-d', BODY, '{base}/three'],
  ],
  [
    'curl that expects 100',
    has('curl', '--version'),
    1,
    () => ['curl', ...CURL, '-H', 'Expect: 100-continue', '-d', BODY, '{base}/four'],
  ],
  ['Python’s urllib', hasPython, 3, async (file) => ['python3', await file('a.py', URLLIB), '{base}']],
  ['Python’s requests', hasRequests, 4, async (file) => ['python3', await file('b.py', REQUESTS), '{base}']],
  ['Node’s fetch', true, 4, () => [process.execPath, '--input-type=module', '-e', NODE_FETCH, '{base}']],
  ['axios', true, 4, () => [process.execPath, '--input-type=module', '-e', AXIOS, '{base}']],
  [
    'Java’s HttpClient, by default and with HTTP/1.1',
    hasJava,
    4,
    async (file) => ['java', await file('Client.java', JAVA), '{base}'],
  ],
]

async function written(name: string, text: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}

async function run(command: readonly string[], base: string): Promise<string> {
  const [program = '', ...args] = command.map((part) => part.replace('{base}', base))
  // Neither a proxy of the environment nor its options belong to what is compared.
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(program, args, {
    cwd: join(import.meta.dirname, '../../..'),
    env: { PATH, HOME, LANG: 'C.UTF-8' },
    timeout: 60_000,
  })
  let output = ''
  child.stdout.on('data', (text) => (output += String(text)))
  child.stderr.on('data', (text) => (output += String(text)))
  await once(child, 'close')
  return output
}

/** A server that says back what it got. */
async function api() {
  const server = await dumpServer(({ head, body }, socket) => {
    const said = JSON.stringify({ line: head[0], length: body.length })
    const length = head[0]?.startsWith('HEAD ') ? '' : said
    socket.write(
      `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Odd: a\r\nx-odd: b\r\nContent-Length: ${said.length}\r\n\r\n${length}`,
    )
  })
  onTestFinished(server.close)
  return server
}

async function capture(to: string) {
  const events: CallEvent[] = []
  const profile = profileFor('own', 'Own', to)
  const options = {
    profile,
    port: 0,
    isHolding: false,
    allowedOrigins: [],
    route: { proxy: null, authorities: null },
    salt: 's',
  }
  const listener = await startListener(options, (event) => events.push(event))
  onTestFinished(() => listener.close(0))
  return { url: listener.url, port: listener.port, events }
}

const without = (requests: readonly Message[], port: number) =>
  requests.map(({ head, ...rest }) => ({
    head: head.map((line) => line.replace(`:${port}`, ':PORT')),
    ...rest,
  }))

describe('a program gets and sends the same with and without the capture', () => {
  for (const [name, isThere, count, commandOf] of CLIENTS) {
    it.runIf(isThere)(name, { timeout: 120_000 }, async () => {
      const command = await commandOf(written)
      const direct = await api()
      const expected = await run(command, direct.url)
      const behind = await api()
      const through = await capture(behind.url)
      expect(await run(command, through.url)).toBe(expected)
      expect(direct.requests).toHaveLength(count)
      expect(without(behind.requests, behind.port)).toEqual(without(direct.requests, direct.port))
      expect(through.events.filter(({ kind }) => kind === 'ended')).toHaveLength(count)
      expect(through.events.filter(({ kind }) => kind === 'refused')).toEqual([])
    })
  }
})

describe.runIf(has('curl', '--version'))('curl that expects 100', () => {
  it('sends no body where a 401 comes in place of it', async () => {
    const received: string[] = []
    const { createServer } = await import('node:net')
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (chunk) => {
        received.push(chunk.toString('latin1'))
        if (received.join('').includes('\r\n\r\n'))
          socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const through = await capture(`http://127.0.0.1:${port}`)
    const file = await written('large', 'x'.repeat(2_000_000))
    const command = ['curl', ...CURL, '-H', 'Expect: 100-continue', '-T', file, '{base}/large']
    expect(await run(command, through.url)).toBe('401\n')
    expect(received.join('')).not.toContain('xxxx')
  }, 30_000)
})
