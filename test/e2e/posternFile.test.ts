import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPostern, type Postern } from './postern.ts'
import { complaints } from './support/complaints.ts'
import { dropFile } from './support/dropFile.ts'

describe('a failure for a colleague', () => {
  let postern: Postern
  const folder = mkdtempSync(join(tmpdir(), 'postern-file-'))
  const file = join(folder, 'failure.postern')

  const dialog = (name: string) => postern.page.getByRole('dialog', { name })
  const openFile = async () => {
    await postern.app.evaluate(({ dialog: systemDialog }, path) => {
      systemDialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, file)
    await postern.page.keyboard.press('ControlOrMeta+k')
    await postern.page.getByRole('combobox', { name: 'Command' }).fill('Open a Postern file')
    await postern.page.keyboard.press('Enter')
  }

  beforeAll(async () => {
    postern = await startPostern()
    await postern.send({ target: '/api/external/sites?customerId=1099' })
    await postern.headline.filter({ hasText: 'Customer 1099' }).waitFor()
  })

  afterAll(async () => {
    await postern.quit()
    rmSync(folder, { recursive: true })
  })

  it('is written to a file without its token', async () => {
    await postern.app.evaluate(({ dialog: systemDialog }, filePath) => {
      systemDialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, file)
    await postern.page.keyboard.press('ControlOrMeta+s')
    await dialog('Export this exchange').getByLabel('Postern file').check()
    await dialog('Export this exchange').getByRole('button', { name: 'Save as…' }).click()
    await dialog('Export this exchange').getByText('Saved as failure.postern').waitFor()
    await postern.page.keyboard.press('Escape')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ postern: 1, exchanges: [{}] })
    expect(readFileSync(file, 'utf8')).not.toMatch(/Bearer ey/)
  })

  it('opens to be read, with where it comes from and nothing to press', async () => {
    const before = await postern.history.getByRole('option').count()
    await openFile()
    const shown = dialog('From another Postern')
    await shown.getByText(/^1 exchange, written by Postern .* cannot check who wrote it/).waitFor()
    await shown.getByRole('heading', { name: /Customer 1099/ }).waitFor()
    expect(await complaints(postern.page)).toEqual([])
    await postern.picture('postern-file')
    await shown.getByRole('button', { name: 'Close' }).click()
    expect(await postern.history.getByRole('option').count()).toBe(before)
  })

  it('opens when it is dropped on the window, and keeps nothing of it', async () => {
    const before = await postern.history.getByRole('option').count()
    await dropFile(postern.page, file)
    const shown = dialog('From another Postern')
    await shown.getByRole('heading', { name: /Customer 1099/ }).waitFor()
    await shown.getByRole('button', { name: 'Close' }).click()
    expect(await postern.history.getByRole('option').count()).toBe(before)
  })

  it('says why another file is not opened', async () => {
    writeFileSync(file, '{"log":{}}')
    await openFile()
    await postern.page.getByText('It has no mark of Postern').waitFor()
    writeFileSync(file, `{"postern":1,"exchanges":"${'x'.repeat(17 * 1024 * 1024)}"}`)
    await dropFile(postern.page, file)
    await postern.page.getByText('failure.postern is larger than 16 MB').waitFor()
  })
})
