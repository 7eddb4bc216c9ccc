import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Notice } from '../../../app/contract/notice.ts'
import { PRESETS, profileFor } from '../../../app/contract/presets.ts'
import { LONGEST_MS } from '../../../app/contract/times.ts'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { DEFAULT_SETTINGS, openSettings } from '../../../app/settings/settings.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-settings-'))
  file = join(folder, 'settings.json')
})
afterEach(() => rm(folder, { recursive: true }))

test('a new installation starts in the sandbox, and writes nothing by itself', async () => {
  const settings = await openSettings({ file })
  expect(settings.get()).toEqual(DEFAULT_SETTINGS)
  expect(settings.get().selected.profile).toBe('sandbox')
  expect(settings.profiles()).toEqual(PRESETS)
  expect(await readdir(folder)).toEqual([])
})

test('a change lasts, and leaves the rest as it was', async () => {
  const settings = await openSettings({ file })
  await settings.set({ theme: 'dark' })
  await settings.set({ selected: { profile: 'guardhouse-au', key: null } })
  const again = await openSettings({ file })
  expect(again.get()).toEqual({
    ...DEFAULT_SETTINGS,
    theme: 'dark',
    selected: { profile: 'guardhouse-au', key: null },
    confirmedOrigins: [],
  })
})

test('saved profiles stand in for presets of the same id, and further ones follow', async () => {
  const settings = await openSettings({ file })
  const own = profileFor('staging', 'Staging', 'https://staging.example.test')
  const uk = profileFor('guardhouse-uk', 'UK through our proxy', 'https://proxy.example.test')
  await settings.set({ profiles: [own, uk] })
  expect(settings.profiles().map(({ id }) => id)).toEqual([
    'sandbox',
    'guardhouse-au',
    'guardhouse-uk',
    'staging',
  ])
  expect(settings.profiles()[2]).toEqual(uk)
})

test('a value that is not allowed changes nothing', async () => {
  const settings = await openSettings({ file })
  const wrong = profileFor('Not An Id', 'x', 'https://x.example.test')
  await expect(settings.set({ profiles: [wrong] })).rejects.toMatchObject({ code: 'bad-input' })
  expect(settings.get()).toEqual(DEFAULT_SETTINGS)
  expect(await readdir(folder)).toEqual([])
})

test('damaged settings are put aside, said once, and work from then on', async () => {
  await writeFile(file, '{"version":1,"theme":"dark"')
  const heard: Notice[] = []
  const settings = await openSettings({
    file,
    onNotice: (notice) => heard.push(notice),
    now: () => new Date('2026-11-22T14:08:12Z'),
  })
  expect(heard).toHaveLength(1)
  expect(await readdir(folder)).toEqual(['settings.damaged-20261122-140812.json'])
  await settings.set({ theme: 'light' })
  expect((await openSettings({ file })).get().theme).toBe('light')
})

/** The value with an unknown field in each of its objects. */
function withUnknown(value: unknown, field: string): unknown {
  if (Array.isArray(value)) return value.map((inner) => withUnknown(inner, field))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, inner]) => [name, withUnknown(inner, field)])
  return Object.fromEntries([...entries, [field, { deep: [1], theme: 'light' }]])
}

test.each(['ofTheFuture', '__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'toJSON'])(
  'unknown fields %s, wherever they stand, are passed over without a word, and written back as they were',
  async (field) => {
    const own = profileFor('own', 'Own', 'https://own.example.test')
    const other = profileFor('other', 'Other', 'https://other.example.test')
    const whole = { ...DEFAULT_SETTINGS, theme: 'dark', profiles: [own, other], confirmedOrigins: [] }
    const content = withUnknown(whole, field)
    await writeFile(file, JSON.stringify(content))
    const heard: Notice[] = []
    const settings = await openSettings({ file, onNotice: (notice) => heard.push(notice) })
    expect(heard).toEqual([])
    expect(settings.get()).toEqual(whole)
    await settings.set({ theme: 'dark' })
    const text = await readFile(file, 'utf8')
    expect(JSON.parse(text)).toEqual(content)
    // A comparison of objects passes over `__proto__`.
    const places = (whole: string) => whole.split(`"${field}":`).length
    expect(places(text)).toBe(places(JSON.stringify(content)))
    await settings.set({ profiles: [{ ...other, name: 'Renamed' }] })
    expect(JSON.parse(await readFile(file, 'utf8')).profiles).toEqual([
      withUnknown({ ...other, name: 'Renamed' }, field),
    ])
  },
)

test('a file from before has the hosts of its profiles confirmed, and what the page adds has not', async () => {
  const own = profileFor('own', 'Own', 'https://own.example/api')
  const { confirmedOrigins: _, ...before } = { ...DEFAULT_SETTINGS, profiles: [own] }
  await writeFile(file, JSON.stringify(before))
  const settings = await openSettings({ file })
  expect(settings.confirmedOrigins()).toEqual(['https://own.example'])
  await settings.set({ profiles: [own, profileFor('added', 'Added', 'https://added.example')] })
  expect((await openSettings({ file })).confirmedOrigins()).toEqual(['https://own.example'])
})

test('one wrong value costs none of the others, is said, and stays in the file', async () => {
  const own = profileFor('own', 'Own', 'https://own.example.test')
  const wrong = { ...own, id: 'wrong', timeouts: { ...own.timeouts, idleMs: 'long' }, more: 1 }
  await writeFile(
    file,
    JSON.stringify({
      ...DEFAULT_SETTINGS,
      theme: 'purple',
      selected: { profile: 'own', key: null },
      profiles: [wrong, own],
    }),
  )
  const heard: Notice[] = []
  const settings = await openSettings({ file, onNotice: (notice) => heard.push(notice) })
  expect(settings.get()).toEqual({
    ...DEFAULT_SETTINGS,
    selected: { profile: 'own', key: null },
    profiles: [own],
  })
  expect(heard).toHaveLength(1)
  expect(heard[0]?.detail).toMatch(
    /The field theme must be .* The field profiles\[0\]\.timeouts\.idleMs must be /,
  )
  await settings.set({ updateFeed: null })
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ theme: 'purple', profiles: [own, wrong] })
  await settings.set({ theme: 'dark', profiles: [{ ...own, id: 'wrong' }] })
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    theme: 'dark',
    profiles: [{ id: 'wrong', timeouts: own.timeouts }],
  })
})

test('where nothing can be written, a change lasts for the session, and that is said each time', async () => {
  await writeFile(file, 'a file')
  const heard: Notice[] = []
  const settings = await openSettings({
    file: join(file, 'settings.json'),
    onNotice: (notice) => heard.push(notice),
  })
  const onOpening = heard.length
  expect(await settings.set({ theme: 'dark' })).toMatchObject({ theme: 'dark' })
  await settings.set({ theme: 'light' })
  expect(settings.get().theme).toBe('light')
  expect(heard.slice(onOpening).map(({ id }) => id)).toEqual(['settings-unsaved', 'settings-unsaved'])
})

test('where it can be written again, that takes the place of what was said', async () => {
  const heard: Notice[] = []
  const settings = await openSettings({ file, onNotice: (notice) => heard.push(notice) })
  await mkdir(file)
  await settings.set({ theme: 'dark' })
  await rm(file, { recursive: true })
  await settings.set({ theme: 'light' })
  await settings.set({ theme: 'dark' })
  expect(heard.map(({ id, severity }) => [id, severity])).toEqual([
    ['settings-unsaved', 'warning'],
    ['settings-unsaved', 'info'],
  ])
})

test('what could not be written is saved by itself once it can be', async () => {
  const heard: Notice[] = []
  const settings = await openSettings({ file, onNotice: (notice) => heard.push(notice) })
  await settings.saveAgain()
  await mkdir(file)
  await settings.set({ theme: 'dark' })
  await settings.saveAgain()
  await rm(file, { recursive: true })
  await settings.saveAgain()
  expect(heard.map(({ severity }) => severity)).toEqual(['warning', 'info'])
  expect((await openSettings({ file })).get().theme).toBe('dark')
})

test('what was taken once and is no more is mended, and costs none of the other settings', async () => {
  const plain = profileFor('own', 'Own', '')
  const others = {
    ...plain,
    retry: { ...plain.retry, deadlineMs: 3_600_000_000, backoffMs: [1000, 9e15] },
    timeouts: { connectMs: 1, idleMs: 2, totalMs: 3_600_000_000 },
    bodyCapBytes: 1,
    rate: { ...plain.rate, limit: 0, lengthMs: 10, paths: Array.from({ length: 200 }, () => '/api/') },
  }
  const profiles = [
    { ...others, baseUrl: 'https://me:pw@host.example/base/?q=1#part' },
    { ...others, id: 'other', baseUrl: 'https://other.example\\v2' },
  ]
  await writeFile(file, JSON.stringify({ ...DEFAULT_SETTINGS, theme: 'dark', profiles }))
  const heard: Notice[] = []
  const settings = await openSettings({ file, onNotice: (notice) => heard.push(notice) })
  expect(heard).toEqual([])
  expect(settings.get().theme).toBe('dark')
  expect(settings.get().profiles.map(({ baseUrl }) => baseUrl)).toEqual([
    'https://host.example/base',
    'https://other.example/v2',
  ])
  const [own] = settings.get().profiles
  expect(own?.retry).toMatchObject({ deadlineMs: LONGEST_MS, backoffMs: [1000, LONGEST_MS] })
  expect(own?.timeouts).toEqual({ connectMs: 1000, idleMs: 1000, totalMs: LONGEST_MS })
  expect(own).toMatchObject({ bodyCapBytes: 65_536, rate: { limit: 1, lengthMs: 1000 } })
  expect(own?.rate.paths).toHaveLength(100)
})

test('profiles are as they were typed while the app runs, and redacted on the disk', async () => {
  const secret = 'canary-of-the-settings'
  const { value: redact } = createRedactor(() => [secret])
  const settings = await openSettings({ file, redact })
  const own = profileFor('own', secret, `https://api.example/${secret}`)
  // Redacted, this one names no host.
  const other = profileFor('other', 'Other', `https://${secret}.example`)
  await settings.set({ profiles: [own, other] })
  expect(settings.get().profiles).toEqual([own, other])
  expect(await readFile(file, 'utf8')).not.toContain(secret)
  const heard: Notice[] = []
  const again = await openSettings({ file, onNotice: (notice) => heard.push(notice) })
  expect(heard).toEqual([])
  expect(again.get().profiles).toMatchObject([{ id: 'own', name: '[redacted]' }])
})
