import { readonly, ref } from 'vue'

const text = ref('')

/** What the page's one live region says. */
export const announcement = readonly(text)

/** Says something to screen readers without moving the focus. */
export function announce(sentence: string): void {
  // A live region stays silent when its text does not change: the same sentence twice needs a difference.
  text.value = text.value === sentence ? `${sentence}\u00a0` : sentence
}
