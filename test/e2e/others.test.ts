import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { createDataFolder, environment, projectFolder, startPostern, type Postern } from './postern.ts'

const data = createDataFolder()
let postern: Postern

beforeAll(async () => {
  postern = await startPostern(data.path)
})

afterAll(async () => {
  await postern.quit()
  data.remove()
})

function headless(...args: string[]) {
  return promisify(execFile)(process.execPath, [join(projectFolder, 'out/cli.js'), ...args], {
    env: { ...environment(), POSTERN_DATA: data.path },
  })
}

it('what the headless tool keeps appears in the window by itself, and what is read stays', async () => {
  await postern.send({ target: '/api/external/sites?customerId=1099' })
  await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
  await headless('send', 'GET', '/api/external/customers?customerId=7', '--keep').catch(
    (error: { code?: number }) => {
      // 1 says that the API refused, which is an answer as well.
      if (error.code !== 1) throw error
    },
  )
  await postern.history.getByRole('option', { name: /customers\?customerId=7/ }).waitFor()
  expect(await postern.history.getByRole('option').count()).toBe(2)
  expect(await postern.headline.innerText()).toContain('Customer 1099')
})

it('the page is given the documents that the headless tool prints, in the shapes that it tells', async () => {
  const { list, exchanges } = await postern.page.evaluate(async () => {
    const list = await window.postern.call('history:list', { query: null, before: null, limit: 10 })
    const items = list.ok ? list.value.items : []
    const answers = await Promise.all(items.map(({ id }) => window.postern.call('history:get', { id })))
    return { list, exchanges: answers.map((answer) => (answer.ok ? answer.value : answer.error)) }
  })
  const { stdout: lines } = await headless('export', 'method:GET', '--format', 'jsonl')
  expect(exchanges.toReversed()).toEqual(
    lines
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  )
  expect(exchanges).toHaveLength(2)
  expect(await problemsWith('exchange', exchanges)).toEqual([])
  expect(await problemsWith('history', [list.ok ? list.value : list.error])).toEqual([])
})

async function problemsWith(name: string, documents: unknown[]) {
  const { stdout } = await headless('schema', name)
  const reader = new Ajv2020({ allowUnionTypes: true, formats: { 'date-time': true } })
  const validate = reader.compile(z.record(z.string(), z.unknown()).parse(JSON.parse(stdout)))
  return documents.flatMap((document) => (validate(document) ? [] : (validate.errors ?? [])))
}
