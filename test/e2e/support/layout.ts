import type { Page } from 'playwright'
import type { Postern } from '../postern.ts'

/** Gives the window that size, in CSS pixels at 100 %, and that zoom. */
export async function resize(
  { app, page }: Postern,
  size: { width: number; height: number; zoom: number },
): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, to) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setContentSize(to.width, to.height)
      window?.webContents.setZoomFactor(to.zoom)
    },
    { ...size },
  )
  await page.waitForFunction((wide) => Math.abs(innerWidth - wide) < 2, size.width / size.zoom)
}

/**
 * What of the page cannot be used as it is laid out now: what sticks out sideways, and what can be operated but is
 * covered, cut off or out of reach once it has been scrolled to.
 */
export async function layoutFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const OPERABLE =
      'button, a[href], input, select, textarea, summary, [role=tab], [role=combobox], [role=separator][tabindex]'
    const TOLERANCE = 1
    const faults: string[] = []
    const nameOf = (element: Element) => {
      const said = element.getAttribute('aria-label') ?? element.textContent.trim().replace(/\s+/g, ' ')
      return `${element.tagName.toLowerCase()} “${said.slice(0, 40)}”`
    }
    // Long work is shown above the room, and Escape closes it: what it covers is not used meanwhile.
    const ABOVE = 'dialog[open], [role=dialog], section[aria-label=Activity]'
    const top = document.querySelector(ABOVE) ?? document.body

    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth - clientWidth} px too wide`)
    for (const part of document.querySelectorAll('.frame, main, main > *, main section, dialog[open]')) {
      const isScroller = ['auto', 'scroll'].includes(getComputedStyle(part).overflowX)
      if (isScroller && part.scrollWidth > part.clientWidth + TOLERANCE) {
        faults.push(`${nameOf(part)} scrolls sideways by ${part.scrollWidth - part.clientWidth} px`)
      }
    }

    for (const element of top.querySelectorAll<HTMLElement>(OPERABLE)) {
      // What only screen readers meet is operated through its label.
      const isHidden = !element.checkVisibility({ visibilityProperty: true }) || element.offsetWidth <= 1
      if (isHidden || element.matches(':disabled')) continue
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      const box = element.getBoundingClientRect()
      if (box.left < -TOLERANCE || box.right > innerWidth + TOLERANCE) {
        faults.push(`${nameOf(element)} sticks out of the window`)
        continue
      }
      const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
      const isItself = hit !== null && (element.contains(hit) || hit.contains(element))
      if (!isItself)
        faults.push(`${nameOf(element)} is covered by ${hit ? nameOf(hit) : 'nothing that shows'}`)
      if (element.matches('button') && element.scrollWidth > element.clientWidth + TOLERANCE) {
        faults.push(`the words of ${nameOf(element)} do not fit`)
      }
    }
    return faults
  })
}

const NEEDS_NAME =
  /^\s*- (button|checkbox|combobox|grid|link|listbox|menu|menuitem|menuitemcheckbox|menuitemradio|option|radio|searchbox|separator|slider|spinbutton|switch|tab|textbox|toolbar|tree|treeitem)(?: \[[^\]]*\])*:?$/

/** What can be operated, and has no name for those who cannot see it. */
export async function nameless(page: Page): Promise<string[]> {
  const tree = await page.locator('body').ariaSnapshot()
  return tree.split('\n').filter((line) => NEEDS_NAME.test(line))
}
