import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axeCore from 'axe-core'
import type { Page } from 'playwright'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Those that are not about colour find the same in both themes. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block']
const ASKED = [
  { colorScheme: 'light', rules: null },
  { colorScheme: 'dark', rules: RULES_OF_COLOUR },
] as const

/** Colours fade from one theme into the other, and what is measured meanwhile is neither. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const fading = document.getAnimations().filter((each) => each instanceof CSSTransition)
    await Promise.allSettled(fading.map(({ finished }) => finished))
  })
}

/** What axe finds wrong in the page as it stands, in both themes. */
export async function complaints(page: Page): Promise<string[]> {
  const found: string[] = []
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource)
  for (const { colorScheme, rules } of ASKED) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await settled(page)
    const violations = await page.evaluate(async (only) => {
      const { axe } = globalThis as unknown as { axe: typeof axeCore }
      const { violations } = await axe.run({
        resultTypes: ['violations'],
        ...(only ? { runOnly: { type: 'rule', values: only } } : {}),
      })
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.html} ${node.any[0]?.message ?? ''}`),
      )
    }, rules)
    found.push(...violations.map((violation) => `${colorScheme} ${violation}`))
  }
  return found
}
