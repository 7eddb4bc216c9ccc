import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { Client as ModernClient } from '@modelcontextprotocol/client'
import { StdioClientTransport as ModernTransport } from '@modelcontextprotocol/client/stdio'
import { Client as FormerClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as FormerTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { Redacted } from '../../../app/contract/redacted.ts'
import { openHistory } from '../../../app/history/openHistory.ts'
import { redacted } from '../../fixtures/testRecorder.ts'

const root = join(import.meta.dirname, '../../..')
export const tool = join(root, 'out/cli.js')
const worker = pathToFileURL(join(root, 'out/historyWorker.js'))

/** The protocol of 2026, and the one before with its handshake; each with the official client of its time. */
export const ERAS = ['2026-07-28', '2025-11-25'] as const
export type Era = (typeof ERAS)[number]

/** A folder for the data of one test. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'postern-mcp-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

/** Puts exchanges into the history, as the app would. */
export async function keep(folder: string, ...exchanges: Exchange[]): Promise<void> {
  await keepRedacted(folder, exchanges.map(redacted))
}

export async function keepRedacted(folder: string, exchanges: readonly Redacted<Exchange>[]): Promise<void> {
  const history = await openHistory({ file: join(folder, 'history.db'), worker })
  await Promise.all(exchanges.map((exchange) => history.put(exchange)))
  await history.close()
}

const content = z.looseObject({
  content: z.array(z.looseObject({ type: z.literal('text'), text: z.string() })).length(1),
  isError: z.boolean().optional(),
})

export interface Called {
  text: string
  /** The text, which is JSON. */
  answer: Record<string, unknown> & { untrusted?: unknown; error?: Record<string, string> }
  isError: boolean
}

export interface Agent {
  list(): Promise<{ name: string; annotations?: unknown }[]>
  call(name: string, input?: Record<string, unknown>): Promise<Called>
  pid(): number | null
  close(): Promise<void>
}

/** A host with the official client of an era, which starts `postern mcp` as a process of its own. */
export async function connect(folder: string, args: string[] = [], era: Era = '2026-07-28'): Promise<Agent> {
  const start = {
    command: process.execPath,
    args: [tool, 'mcp', ...args],
    env: { PATH: process.env.PATH ?? '', POSTERN_DATA: folder },
    stderr: 'pipe' as const,
  }
  const agent = era === '2026-07-28' ? await modern(start) : await former(start)
  onTestFinished(() => agent.close())
  return agent
}

const NAME = { name: 'test-host', version: '1.0.0' }

async function modern(start: ConstructorParameters<typeof ModernTransport>[0]): Promise<Agent> {
  const transport = new ModernTransport(start)
  const client = new ModernClient(NAME, { versionNegotiation: { mode: { pin: '2026-07-28' } } })
  await client.connect(transport)
  return {
    list: async () => (await client.listTools()).tools,
    call: async (name, input = {}) => read(await client.callTool({ name, arguments: input })),
    pid: () => transport.pid,
    close: () => client.close(),
  }
}

async function former(start: ConstructorParameters<typeof FormerTransport>[0]): Promise<Agent> {
  const transport = new FormerTransport(start)
  const client = new FormerClient(NAME)
  await client.connect(transport)
  return {
    list: async () => (await client.listTools()).tools,
    call: async (name, input = {}) => read(await client.callTool({ name, arguments: input })),
    pid: () => transport.pid,
    close: () => client.close(),
  }
}

function read(result: unknown): Called {
  const { content: parts, isError = false } = content.parse(result)
  const text = parts[0]?.text ?? ''
  return { text, isError, answer: JSON.parse(text) as Called['answer'] }
}

/** A host without a client: its lines as they are on the wire. */
export function wire(folder: string, args: string[] = []) {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [tool, 'mcp', ...args], {
    env: { PATH: process.env.PATH ?? '', POSTERN_DATA: folder },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    waiting.shift()?.(line)
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  return {
    child,
    lines,
    stderr: () => said,
    write: (message: object) => child.stdin.write(`${JSON.stringify(message)}\n`),
    next: () => new Promise<string>((resolve) => waiting.push(resolve)),
  }
}

const CLAIM = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': NAME,
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** A request of the protocol of 2026, which needs no handshake. */
export function request(id: number, method: string, params: object = {}): object {
  return { jsonrpc: '2.0', id, method, params: { ...params, _meta: CLAIM } }
}
