import { createRenderer, nodeOps, patchProp, type App, type Component } from 'vue'
import { printable, UNPRINTABLE } from '../../app/contract/printable.ts'

/** Emoji and several scripts are written with them. */
const JOINERS = '\u200c\u200d'

/** Shows as escapes what is not seen, or what turns the direction of the text around it: a server could make one word look like another. */
function shownText(text: string): string {
  return text.replace(UNPRINTABLE, (found) => (JOINERS.includes(found) ? found : printable(found)))
}

/** Each of such characters once, as an escape: fields show what is typed into them as it is. */
export function unseenIn(text: string): string[] {
  const found = (text.match(UNPRINTABLE) ?? []).filter((one) => !JOINERS.includes(one))
  return [...new Set(found.map(printable))]
}

const isToldToPeople = (name: string) => name === 'title' || name.startsWith('aria-')

/** Every text of the page goes through here, so that no component has to think of it. */
const { createApp } = createRenderer<Node, Element>({
  ...nodeOps,
  createText: (text) => nodeOps.createText(shownText(text)),
  setText: (node, text) => {
    nodeOps.setText(node, shownText(text))
  },
  setElementText: (element, text) => {
    nodeOps.setElementText(element, shownText(text))
  },
  patchProp: (element, name, before, value: unknown, ...rest) => {
    patchProp(
      element,
      name,
      before,
      typeof value === 'string' && isToldToPeople(name) ? shownText(value) : value,
      ...rest,
    )
  },
})

export function createPage(root: Component): App<Element> {
  return createApp(root)
}
