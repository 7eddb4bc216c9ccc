import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'

describe('requests with names, and lists with pages', () => {
  let postern: Postern

  const dialog = (name: string) => postern.page.getByRole('dialog', { name })
  const command = async (text: string) => {
    await postern.page.keyboard.press('ControlOrMeta+k')
    await postern.page.getByRole('combobox', { name: 'Command' }).fill(text)
    await postern.page.keyboard.press('Enter')
  }
  const target = () => postern.page.getByRole('combobox', { name: 'Path or URL' })
  const dataFolder = () => postern.app.evaluate(({ app }) => app.getPath('userData'))

  beforeAll(async () => {
    postern = await startPostern()
    await postern.send({ target: '/api/external/sites?limit=4', key: 'company' })
    await postern.page.getByRole('main').getByRole('tab', { name: /^Body/ }).click()
    await postern.page.getByRole('button', { name: 'Fetch all pages' }).waitFor()
  })

  afterAll(() => postern.quit())

  it('saves the request that is written, and opens it again from the list', async () => {
    await postern.page.getByRole('button', { name: 'Save this request…' }).click()
    // The name that is proposed goes with the first letter.
    await dialog('Save this request').getByLabel('Name').and(postern.page.locator(':focus')).waitFor()
    await postern.page.keyboard.type('Four')
    await dialog('Save this request').getByLabel('Folder').fill('Sites')
    await postern.picture('save-request')
    await dialog('Save this request').getByRole('button', { name: 'Save request' }).click()
    await postern.page.getByRole('group', { name: 'Done' }).getByText('Saved “Sites/Four”').waitFor()
    await target().fill('/api/external/staffs')
    await command('Saved requests')
    await dialog('Saved requests').getByRole('button', { name: /^Four/ }).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('saved-requests')
    await dialog('Saved requests').getByRole('button', { name: /^Four/ }).click()
    await dialog('Saved requests').waitFor({ state: 'hidden' })
    expect(await target().inputValue()).toBe('/api/external/sites?limit=4')
  })

  it('offers a folder for a name with a slash', async () => {
    await postern.page.getByRole('button', { name: 'Save this request…' }).click()
    const form = dialog('Save this request')
    await form.getByLabel('Name').fill('Sites/Night/Four')
    await form.getByText('A slash in the name makes no folder.').waitFor()
    await postern.picture('save-request-folder')
    await form.getByRole('button', { name: 'Save it in the folder Sites/Night' }).click()
    expect(await form.getByLabel('Folder').inputValue()).toBe('Sites/Night')
    await form.getByLabel('Name').and(postern.page.locator(':focus')).waitFor()
    expect(await form.getByLabel('Name').inputValue()).toBe('Four')
    await postern.page.keyboard.press('Escape')
    await form.waitFor({ state: 'detached' })
  })

  it('takes in what another program wrote, renames, deletes and brings back', async () => {
    const file = join(await dataFolder(), 'requests.json')
    const kept = JSON.parse(readFileSync(file, 'utf8')) as { requests: { name: string; id: string }[] }
    const [first] = kept.requests
    kept.requests.push({ ...first, id: 'theirs', name: 'Theirs' } as (typeof kept.requests)[number])
    writeFileSync(file, JSON.stringify(kept))
    await command('Saved requests')
    const list = dialog('Saved requests')
    await list.getByRole('button', { name: 'Rename or move Theirs' }).click()
    await list.getByLabel('Name', { exact: true }).fill('Ours')
    await list.getByLabel('Folder').fill('')
    await list.getByRole('button', { name: 'Save name' }).click()
    await list.getByRole('button', { name: 'Delete Ours' }).click()
    await list.getByText('Deleted “Ours”').waitFor()
    await list.getByRole('button', { name: 'Undo' }).click()
    await list.getByRole('button', { name: 'Delete Ours' }).waitFor()
    writeFileSync(file, '<<<<<<< HEAD')
    await list.getByRole('button', { name: 'Delete Ours' }).click()
    await list.getByText('It is not JSON').first().waitFor()
    expect(readFileSync(file, 'utf8')).toBe('<<<<<<< HEAD')
    await postern.page.keyboard.press('Escape')
  })

  it('fetches all pages of a list, and shows what the table of them will be', async () => {
    await postern.page.getByRole('button', { name: 'Fetch all pages' }).click()
    const activity = postern.page.getByRole('region', { name: 'Activity' })
    await activity.getByText('/api/external/sites: 9 records on 3 pages.').waitFor()
    await postern.picture('all-pages')
    await activity.getByRole('button', { name: 'Save as CSV…' }).click()
    const table = dialog('Export these exchanges')
    await table.getByLabel('CSV').and(postern.page.locator(':checked')).waitFor()
    const preview = table.getByRole('group', { name: 'What will leave' })
    await preview.getByText(/^id,/).waitFor()
    await postern.page.keyboard.press('Escape')
  })
})
