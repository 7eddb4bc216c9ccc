import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withoutSecrets, type SavedRequest } from '../../../app/contract/saved.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { openSavedRequests } from '../../../app/saved/savedRequests.ts'

const redactor = createRedactor(() => ['sandbox-site-7'])

let folder: string
const usual = () => join(folder, 'requests.json')
const open = () =>
  openSavedRequests({
    usual: usual(),
    placeFile: join(folder, 'requests-file.json'),
    redact: (request) => withoutSecrets(request, redactor),
  })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-saved-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function requestOf(id: string, changes: Partial<SavedRequest> = {}): SavedRequest {
  return {
    id,
    folder: '',
    name: `Request ${id}`,
    profile: 'sandbox',
    method: 'GET',
    target: '/api/external/sites',
    headers: [],
    body: null,
    idempotent: false,
    ...changes,
  }
}

const text = () => readFile(usual(), 'utf8')
const ids = async () => (await open().list()).requests.map(({ id }) => id)

describe('the file of saved requests', () => {
  it('is the same text for the same requests, with two spaces, whatever came first', async () => {
    const [a, b, c] = [requestOf('1', { folder: 'B' }), requestOf('2', { folder: 'A/x' }), requestOf('3')]
    for (const request of [a, b, c]) await open().put(request)
    const first = await text()
    await rm(usual())
    for (const request of [c, b, a]) await open().put(request)
    expect(await text()).toBe(first)
    expect(await ids()).toEqual(['3', '2', '1'])
    expect(first).toBe(`${JSON.stringify(JSON.parse(first), null, 2)}\n`)
  })

  it('holds no secret, in no place', async () => {
    const secret = requestOf('1', {
      name: 'with sandbox-site-7',
      folder: 'sandbox-site-7',
      target: '/api/x?token=abc123def456',
      headers: [
        ['Authorization', 'Bearer abcdefghijkl'],
        ['Cookie', 'session=1'],
      ],
      body: '{"apiKey":"hush-hush-hush"}',
    })
    const kept = await open().put(secret)
    expect(kept.headers).toEqual([
      ['Authorization', '[redacted]'],
      ['Cookie', '[redacted]'],
    ])
    expect(await text()).not.toMatch(/sandbox-site-7|abc123|abcdefghijkl|session=1|hush/)
    await open().change('1', { name: 'again sandbox-site-7', folder: '' })
    expect(await text()).not.toContain('sandbox-site-7')
  })

  it('shows no secret that somebody wrote into it by hand, and takes it out with the next change', async () => {
    const requests = [requestOf('1', { headers: [['Authorization', 'Bearer abcdefghijkl']] })]
    await writeFile(usual(), JSON.stringify({ version: 1, requests }))
    expect(JSON.stringify(await open().list())).not.toContain('abcdefghijkl')
    await open().put(requestOf('2'))
    expect(await text()).not.toContain('abcdefghijkl')
  })

  it('takes in what another program changes meanwhile', async () => {
    const ours = open()
    await ours.put(requestOf('1'))
    await open().put(requestOf('2'))
    await ours.put(requestOf('3'))
    expect(await ids()).toEqual(['1', '2', '3'])
    await open().remove('1')
    await expect(ours.change('1', { name: 'x', folder: '' })).rejects.toMatchObject({ code: 'not-found' })
    expect(await ours.remove('1')).toBeNull()
    expect((await ours.list()).requests).toHaveLength(2)
  })

  it('loses nothing of changes at the same time', async () => {
    const ours = open()
    await Promise.all(Array.from({ length: 20 }, (_, at) => ours.put(requestOf(`r${at}`))))
    expect(await ids()).toHaveLength(20)
  })

  it.each([
    ['no JSON', '<<<<<<< HEAD\n{"version": 1', 'It is not JSON'],
    ['nothing', '', 'It is not JSON'],
    ['a newer file', '{"version": 2, "requests": [], "more": 1}', 'A newer Postern wrote it'],
    [
      'a field that it does not know',
      '{"version": 1, "requests": [], "more": 1}',
      'has a field that Postern does not know: more.',
    ],
    [
      'a wrong request',
      '{"version": 1, "requests": [{"id": "1"}]}',
      'The field requests[0].folder is missing.',
    ],
    [
      'an id that is there twice',
      JSON.stringify({ version: 1, requests: [requestOf('1'), requestOf('1')] }),
      'cannot read requests.json. An id is there twice.',
    ],
  ])('tells of %s, and never writes over it', async (_what, content, said) => {
    await writeFile(usual(), content)
    const { requests, problem } = await open().list()
    expect(requests).toEqual([])
    expect(problem?.message).toContain(said)
    await expect(open().put(requestOf('9'))).rejects.toMatchObject({ code: 'file-unavailable' })
    await expect(open().remove('9')).rejects.toMatchObject({ code: 'file-unavailable' })
    await expect(open().moveTo(join(folder, 'new.json'))).rejects.toMatchObject({ code: 'file-unavailable' })
    expect(await text()).toBe(content)
  })

  it('moves with a copy, never over another file, and is remembered', async () => {
    await open().put(requestOf('1'))
    const repo = join(folder, 'repo.json')
    await writeFile(repo, 'another’s')
    await expect(open().moveTo(repo)).rejects.toMatchObject({ code: 'bad-input' })
    expect(await readFile(repo, 'utf8')).toBe('another’s')
    await expect(open().openFile(repo)).rejects.toMatchObject({ code: 'file-unavailable' })
    const other = join(folder, 'other.json')
    await open().moveTo(other)
    await open().put(requestOf('2'))
    expect((await open().list()).file).toBe(other)
    expect(await ids()).toEqual(['1', '2'])
    await open().openFile(usual())
    expect(await ids()).toEqual(['1'])
  })

  it('says why it cannot be written', async () => {
    const missing = openSavedRequests({
      usual: join(folder, 'no-folder', 'requests.json'),
      placeFile: join(folder, 'requests-file.json'),
      redact: (request) => request,
    })
    await expect(missing.put(requestOf('1'))).rejects.toMatchObject({ code: 'file-unavailable' })
  })
})
