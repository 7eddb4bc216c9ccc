/** @typedef {import('playwright').Page} Page */

/**
 * @param {Page} page
 * @param {string} target
 * @param {string} [key]
 */
export async function send(page, target, key = 'site-7') {
  await page.getByLabel('Key', { exact: true }).selectOption(key)
  await page.getByRole('combobox', { name: 'Path or URL' }).fill(target)
  await page.keyboard.press('ControlOrMeta+Enter')
  await headline(page).and(page.locator(':visible')).waitFor()
}

/** @param {Page} page */
export function headline(page) {
  return page.getByRole('main').getByRole('heading', { level: 1 })
}

/**
 * @param {Page} page
 * @param {RegExp} text
 */
export async function headlineSays(page, text) {
  await headline(page).filter({ hasText: text }).waitFor()
}

/**
 * @param {Page} page
 * @param {string} room
 */
export async function enter(page, room) {
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('button', { name: room }).click()
}
