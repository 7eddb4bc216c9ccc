import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readAsked, watchAsked, writeAsked } from '../../../app/agents/askedLog.ts'
import { MOST_ASKED, type Asked } from '../../../app/contract/agents.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'postern-asked-'))
  onTestFinished(() => {
    rmSync(made, { recursive: true })
  })
  return join(made, 'agents')
}

function asked(input: string): Asked {
  return { at: '2026-03-02T09:00:00.000Z', agent: 'host', tool: 'explain', input, error: null, tookMs: 3 }
}

it('gives the last calls, the newest first', () => {
  const place = folder()
  expect(readAsked(place)).toEqual([])
  for (let number = 1; number <= MOST_ASKED + 20; number += 1) writeAsked(place, asked(String(number)))
  const read = readAsked(place)
  expect(read).toHaveLength(MOST_ASKED)
  expect(read[0]?.input).toBe(String(MOST_ASKED + 20))
})

it('stays small, whatever is asked', () => {
  const place = folder()
  for (let number = 1; number <= 3000; number += 1) writeAsked(place, asked('x'.repeat(300)))
  const bytes = readdirSync(place).reduce((sum, name) => sum + statSync(join(place, name)).size, 0)
  expect(bytes).toBeLessThan(300 * 1024)
  expect(readAsked(place)).toHaveLength(MOST_ASKED)
})

it('leaves out a line that is damaged, and lets nobody else read the file', () => {
  const place = folder()
  writeAsked(place, asked('one'))
  const file = join(place, 'asked.jsonl')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  writeFileSync(file, '{"half\n{"tool":"x"}\n', { flag: 'a' })
  writeAsked(place, asked('two'))
  expect(readAsked(place).map(({ input }) => input)).toEqual(['two', 'one'])
})

it('tells of what another program asks', async () => {
  const place = folder()
  let times = 0
  const watched = watchAsked(place, () => {
    times += 1
  })
  onTestFinished(() => watched.close())
  writeAsked(place, asked('one'))
  await expect.poll(() => times).toBeGreaterThan(0)
})
