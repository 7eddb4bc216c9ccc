import type { Postern } from '../postern.ts'

/** A keyboard that counts what is pressed, one for each key of a text. */
export function countedKeyboard({ page }: Postern) {
  let count = 0
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      count += 1
      await page.keyboard.press(key)
    }
  }
  return {
    press,
    /** As the system's own shortcut does it: the text comes from outside the page. */
    async paste(text: string): Promise<void> {
      count += 1
      await page.evaluate((pasted) => {
        const clipboardData = new DataTransfer()
        clipboardData.setData('text/plain', pasted)
        const place = document.activeElement ?? document.body
        place.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
      }, text)
    },
    count: () => count,
  }
}
