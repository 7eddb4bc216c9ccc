import { execFile, spawn } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { exampleExchange } from '../unit/history/exampleExchange.ts'
import { createDataFolder, environment, projectFolder } from './postern.ts'

const run = promisify(execFile)

const texts = [...documents(), 'tools/package/headless.md'].map((name) => ({
  name,
  text: readFileSync(join(projectFolder, name), 'utf8'),
}))

/** Every line that a document shows as one to be typed, in the order of the documents. */
const commands = texts.flatMap(({ text }) =>
  [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = '']) =>
    block.split('\n').flatMap((line) => line.replace(/\s+#.*$/, '').trim() || []),
  ),
)

function documents(): string[] {
  return ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
    readdirSync(join(projectFolder, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  )
}

const ofTheTool = /^(?:npm run -s postern --|postern) (.*)$/
const ofNpm = /^npm (?:run (\w+)|(start|test))(?: -- .*)?$/

it('the documents show commands of two kinds: those of npm, and the tool', () => {
  expect(commands).not.toEqual([])
  for (const command of commands) expect(command).toMatch(new RegExp(`${ofTheTool.source}|${ofNpm.source}`))
  const scripts = commands.flatMap((command) => {
    if (ofTheTool.test(command)) return []
    const [, script, known] = ofNpm.exec(command) ?? []
    return [script ?? known ?? '']
  })
  for (const script of scripts) expect(packageJson.scripts).toHaveProperty(script)
})

it('what the documents name within a sentence is there: commands of npm, places in themselves, and files', () => {
  const missing = texts.flatMap(({ name, text }) => {
    const scripts = [...text.matchAll(/`npm (?:run (?:-s )?(\w+)|(start|test))/g)].flatMap(
      ([, script, known]) => script ?? known ?? [],
    )
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => placeOf(title))
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)]
    return [
      ...scripts.filter((script) => !(script in packageJson.scripts)),
      ...links.flatMap(([, file = '', place = '']) => {
        if (file !== '') return existsSync(join(projectFolder, name, '..', file)) ? [] : [file]
        return headings.includes(place) ? [] : [place]
      }),
    ].map((what) => `${name}: ${what}`)
  })
  expect(missing).toEqual([])
})

/** The name by which a heading is linked to. */
function placeOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-')
}

describe('of the tool, every command that the documents show is one', () => {
  const folder = createDataFolder()
  beforeAll(() => {
    writeFileSync(
      join(folder.path, 'response.json'),
      '{"status":{"code":100,"errorMessage":"No"},"data":null,"count":null,"message":"No","errors":[]}',
    )
  })
  beforeAll(() => {
    const request = { method: 'GET', url: 'https://api.example/api/external/sites', headers: [] }
    const response = { status: 403, headers: [], content: { text: '{}' } }
    const entry = { startedDateTime: '2026-11-01T09:00:00.000Z', time: 12, request, response }
    writeFileSync(join(folder.path, 'failing.har'), JSON.stringify({ log: { entries: [entry] } }))
  })
  beforeAll(() => {
    const rest = { profile: null, method: 'GET', headers: [], body: null, idempotent: false }
    const saved = { id: 'one', folder: 'Sites', name: 'All', target: '/api/external/sites', ...rest }
    writeFileSync(join(folder.path, 'requests.json'), JSON.stringify({ version: 1, requests: [saved] }))
    const shared = {
      postern: 1,
      made: '2026-11-01T09:00:00.000Z',
      by: '1.0.0',
      exchanges: [exampleExchange()],
    }
    writeFileSync(join(folder.path, 'failure.postern'), JSON.stringify(shared))
  })
  beforeAll(() => {
    for (const name of ['docs/client.mjs', 'client.mjs'])
      cpSync(join(projectFolder, 'docs/client.mjs'), join(folder.path, name))
  })
  // Whoever reads the guide has a history, with a failure in it; the first of its commands that need one comes before the one that keeps.
  beforeAll(() =>
    run('sh', ['-c', line("send GET '/api/external/sites?customerId=1099' --keep")], options()).catch(
      () => undefined,
    ),
  )
  afterAll(() => {
    folder.remove()
  })

  const options = () => ({
    cwd: folder.path,
    env: {
      ...environment(),
      POSTERN_DATA: folder.path,
      NODE: process.execPath,
      TOOL: join(projectFolder, 'out/cli.js'),
    },
  })

  /** As a shell reads the line. Exit code 2 would say that the command is wrong. */
  const line = (args: string) => `exec "$NODE" "$TOOL" ${args}`

  const all = commands.flatMap((command) => ofTheTool.exec(command)?.[1] ?? [])
  const endless = all.filter((args) => /^(?:sandbox|capture|webhooks listen)\b/.test(args))
  /** These need a listener, a secret and a file: the test of the guide's chapter runs them in their order. */
  const inOrder = all.filter((args) => /^webhooks (?!listen)/.test(args))

  it.each(all.filter((args) => !endless.includes(args) && !inOrder.includes(args)))('%s', async (args) => {
    const { code, stderr } = await run('sh', ['-c', line(args)], options()).then(
      () => ({ code: 0, stderr: '' }),
      (error: { code: number; stderr: string }) => error,
    )
    // A program that is run ends as it would without Postern, unless it is checked.
    expect(args.startsWith('run ') && !args.includes('--drill') ? [0] : [0, 1], stderr).toContain(code)
  })

  it.each(endless)('%s, until it says where it listens', async (args) => {
    const child = spawn('sh', ['-c', line(args)], { ...options(), stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    for await (const text of child.stdout.setEncoding('utf8')) {
      said += String(text)
      if (said.includes('http://127.0.0.1:')) break
    }
    child.kill('SIGTERM')
    expect(said).toContain('http://127.0.0.1:')
  })
})

it('npm start says when the window can be used', async () => {
  const folder = createDataFolder()
  const child = spawn(process.execPath, [join(projectFolder, 'tools/start.mjs')], {
    cwd: projectFolder,
    env: { ...environment(), POSTERN_DATA: folder.path },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const end = new Promise((resolve) => child.once('exit', resolve))
  let said = ''
  for await (const text of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += String(text)
    if (said.includes('Postern is ready')) break
  }
  child.kill('SIGTERM')
  await end
  folder.remove()
  expect(said).toContain('Postern is ready\n')
})
