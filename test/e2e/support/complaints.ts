import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axeCore from 'axe-core'
import type { Page } from 'playwright'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What each theme is asked: what is not about colour is the same in both. */
const ASKED = [
  { colorScheme: 'light', runOnly: null },
  { colorScheme: 'dark', runOnly: ['cat.color'] },
] as const

/** What axe finds wrong in the page as it stands, in both themes. */
export async function complaints(page: Page): Promise<string[]> {
  const found: string[] = []
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  for (const { colorScheme, runOnly } of ASKED) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const violations = await page.evaluate(async (only) => {
      const { axe } = globalThis as unknown as { axe: typeof axeCore }
      const { violations } = await axe.run({
        resultTypes: ['violations'],
        ...(only ? { runOnly: [...only] } : {}),
      })
      return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
    }, runOnly)
    found.push(...violations.map((violation) => `${colorScheme} ${violation}`))
  }
  return found
}
