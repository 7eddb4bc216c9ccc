import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('many exchanges, exported', () => {
  const data = createDataFolder()
  let postern: Postern

  const dialog = () => postern.page.getByRole('dialog', { name: 'Export these exchanges' })
  const done = () => postern.page.getByRole('group', { name: 'Done' })

  beforeAll(async () => {
    postern = await startPostern(data.path)
    for (const id of [7, 1098, 1099]) {
      await postern.send({ target: `/api/external/sites?customerId=${id}` })
      await postern.history.getByRole('option', { name: `customerId=${id}` }).waitFor()
    }
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
  })

  afterAll(async () => {
    await postern.quit()
    data.remove()
  })

  async function saveAs(name: string): Promise<string> {
    const file = join(data.path, name)
    await postern.app.evaluate(({ dialog: systemDialog }, filePath) => {
      systemDialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, file)
    await dialog().getByRole('button', { name: 'Save as…' }).click()
    return file
  }

  it('all in the list go to the file that the system’s dialog names, oldest first', async () => {
    await postern.page.getByRole('button', { name: 'Export 3…' }).click()
    await dialog()
      .getByText(/Requests and responses/)
      .first()
      .waitFor()
    await dialog()
      .getByText(/3 exchanges, about/)
      .waitFor()
    await dialog().getByLabel('JSON lines').check()
    await dialog()
      .getByText(/All that Postern knows of it.* 3 exchanges, about/)
      .waitFor()
    await postern.picture('export-many')
    expect(await complaints(postern.page)).toEqual([])
    const file = await saveAs('all.jsonl')
    await done().getByText('all.jsonl: 3 exchanges exported').waitFor()
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    expect(lines.map((line) => /customerId=(\d+)/.exec(line)?.[1])).toEqual(['7', '1098', '1099'])
    expect(existsSync(`${file}.part`)).toBe(false)
    await postern.picture('exported-many')
  })

  it('what matches the filter alone', async () => {
    await postern.page.getByRole('combobox', { name: 'Filter the history' }).fill('status:4xx')
    await postern.page.getByRole('button', { name: 'Export 2…' }).click()
    await dialog()
      .getByText(/2 exchanges, about/)
      .waitFor()
    const file = await saveAs('refused.har')
    await done().getByText('refused.har: 2 exchanges exported').waitFor()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      log: { version: '1.2', entries: [{ response: { status: 403 } }, { response: { status: 403 } }] },
    })
  })

  it('says when the file cannot be written, and leaves nothing behind', async () => {
    await postern.page.getByRole('button', { name: 'Export 2…' }).click()
    await dialog()
      .getByText(/2 exchanges, about/)
      .waitFor()
    await saveAs(join('no-such-folder', 'refused.har'))
    await (await postern.work('Export')).getByText('Postern could not write refused.har').waitFor()
  })
})
