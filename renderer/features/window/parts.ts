/** The parts of the window in the order of the eye: what is written, the list, what is read of it, rooms and status. */
const PARTS = '.composer form, main section.list, main section.reading, main, .rail nav, footer'

/** Moves the focus to the next part that is there, and from the last one to the first. */
export function toNextPart(): void {
  const parts = [...document.querySelectorAll<HTMLElement>(PARTS)].filter(isOwnPart)
  const order = PARTS.split(', ')
  parts.sort((one, other) => placeOf(one, order) - placeOf(other, order))
  const at = parts.findIndex((part) => part.contains(document.activeElement))
  const next = parts[(at + 1) % parts.length]
  if (next) focusIn(next)
}

/** A room of two parts is gone through by these. */
function isOwnPart(part: HTMLElement): boolean {
  return part.tagName !== 'MAIN' || part.querySelector('section.list') === null
}

function placeOf(part: HTMLElement, order: readonly string[]): number {
  return order.findIndex((selector) => part.matches(selector))
}

/** Its list or its marked field where it has one, else the part as a whole, from which Tab goes on. */
function focusIn(part: HTMLElement): void {
  const inner = part.querySelector<HTMLElement>(
    '[role=listbox][tabindex="0"], [role=combobox], [aria-current]',
  )
  const place = part.matches('.composer form, .list, nav') ? (inner ?? part) : part
  if (place === part) part.tabIndex = -1
  place.focus()
}
