import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { savedListSchema, type SavedRequest } from '../../../app/contract/saved.ts'
import { exchangeSchema } from '../../../app/contract/exchange.ts'
import { headless } from '../../fixtures/headless.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-cli-saved-'))
})
afterEach(() => rm(folder, { recursive: true }))

const postern = (...args: string[]) => headless(args, { env: { POSTERN_DATA: folder } })

function requestOf(id: string, changes: Partial<SavedRequest>): SavedRequest {
  const rest = {
    method: 'GET',
    target: '/api/external/sites?limit=2',
    headers: [],
    body: null,
    idempotent: false,
  }
  return { id, folder: '', name: id, profile: null, ...rest, ...changes } as SavedRequest
}

async function keep(...requests: SavedRequest[]): Promise<void> {
  await writeFile(join(folder, 'requests.json'), JSON.stringify({ version: 1, requests }))
}

describe('postern saved', () => {
  it('lists them with their paths, and as a document', async () => {
    await keep(requestOf('1', { folder: 'Sites', name: 'Two' }), requestOf('2', { name: 'Other' }))
    expect((await postern('saved')).stdout).toBe(
      'Sites/Two  GET /api/external/sites?limit=2\nOther      GET /api/external/sites?limit=2\n',
    )
    const { requests } = savedListSchema.parse(JSON.parse((await postern('saved', '--json')).stdout))
    expect(requests).toHaveLength(2)
  })

  it('sends one by folder and name, as it is in the file', async () => {
    await keep(
      requestOf('1', {
        folder: 'Hooks',
        name: 'New',
        method: 'POST',
        target: '/api/webhook/subscriptions',
        headers: [
          ['X-Mine', 'one'],
          ['Authorization', '[redacted]'],
        ],
        // What names a file for --data is the body itself here.
        body: '@/etc/passwd',
      }),
    )
    const { stdout } = await postern('saved', 'run', 'Hooks/New', '--json', '--header', 'X-Mine: two')
    const { request } = exchangeSchema.parse(JSON.parse(stdout))
    expect(request).toMatchObject({ method: 'POST', body: '@/etc/passwd' })
    expect(request.headers).toContainEqual(['X-Mine', 'two'])
    expect(request.headers).not.toContainEqual(['X-Mine', 'one'])
  })

  it.each([
    ['an unknown name', 'Nothing', 'No saved request has the name "Nothing"'],
    ['a name of two', 'Twice', '"Twice" is the name of 2 saved requests'],
    ['a request without its secret', 'Secret', 'lacks a secret in the header X-Key'],
    ['a request of an unknown profile', 'Elsewhere', 'There is no profile "nowhere" here'],
  ])('refuses %s', async (_what, name, said) => {
    await keep(
      requestOf('1', { folder: 'A', name: 'Twice' }),
      requestOf('2', { folder: 'B', name: 'Twice' }),
      requestOf('3', { name: 'Secret', headers: [['X-Key', '[redacted]']] }),
      requestOf('4', { name: 'Elsewhere', profile: 'nowhere' }),
    )
    expect(await postern('saved', 'run', name)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(said),
    })
  })

  it('tells of a broken file', async () => {
    await writeFile(join(folder, 'requests.json'), '{')
    expect(await postern('saved')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('It is not JSON'),
    })
  })
})
