import { defineStore } from 'pinia'
import { computed, reactive, shallowRef, watch } from 'vue'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { OfferedAnswer } from '../../../app/contract/offeredAnswer.ts'
import type { OperationInput, OperationOutput } from '../../../app/operations/list.ts'
import { BridgeFailure, call } from '../../api/bridge.ts'
import { withoutTokens } from '../../../app/reading/tokens.ts'
import { settle, type UiError } from '../../api/async.ts'
import {
  claimsOfToken,
  claimsText,
  NOTHING_PASTED,
  questionOf,
  REQUEST_PROBLEM,
  type Pasted,
} from './pasted.ts'

/** Typing is followed after so long a pause. */
const TYPING_MS = 120

/** The pasted response, and what else is known of it. It ends with the window. */
export const useExplainStore = defineStore('explain', () => {
  const pasted = reactive<Pasted>({ ...NOTHING_PASTED })
  const wasToken = shallowRef(false)

  const question = computed(() => questionOf(pasted))
  /** Null while there is nothing to explain. */
  const exchange = shallowRef<Exchange | null>(null)
  /** The claims of a token in the text, as the claims field has them. */
  const readClaims = shallowRef<string | null>(null)
  const isRequestUnread = shallowRef(false)
  const content = shallowRef<OperationOutput<'explain:answer'>['content'] | null>(null)
  /** What main says of the attempts that it does not take. */
  const attemptsProblem = shallowRef<string | null>(null)
  const failure = shallowRef<UiError | null>(null)
  const problems = computed(() => ({
    ...question.value.problems,
    ...(isRequestUnread.value && { request: REQUEST_PROBLEM }),
    ...(attemptsProblem.value !== null && { attempts: attemptsProblem.value }),
  }))

  let timer: ReturnType<typeof setTimeout> | undefined
  watch(question, ({ input }) => {
    clearTimeout(timer)
    // What was cleared goes at once.
    if (input === null) void explain()
    else timer = setTimeout(() => void explain(), TYPING_MS)
  })

  async function explain(): Promise<void> {
    const asked = question.value
    attemptsProblem.value = null
    if (asked.input === null) {
      exchange.value = null
      content.value = null
      readClaims.value = null
      return
    }
    const answer = await settle(answerTo(asked.input))
    if (asked !== question.value) return
    failure.value = answer.state === 'failed' ? answer.trouble : null
    if (answer.state === 'failed') return
    const { explained, problem } = answer.value
    attemptsProblem.value = problem
    exchange.value = explained.exchange
    content.value = explained.content
    readClaims.value = explained.claims && claimsText(explained.claims)
    isRequestUnread.value = explained.isRequestUnread
  }

  const isEmpty = computed(() => Object.values(pasted).every((text) => text.trim() === ''))

  function write(field: keyof Pasted, text: string): void {
    pasted[field] = text
  }

  /** Takes claims as they are; of a token only its claims. */
  function setClaims(text: string): void {
    const claims = claimsOfToken(text)
    wasToken.value = claims !== null
    pasted.claims = claims ?? text
  }

  function fill(from: Pasted): void {
    Object.assign(pasted, from)
    wasToken.value = false
  }

  /** Takes over a text that was pasted or dropped, in place of what is there. */
  function take(text: string): void {
    fill({ ...NOTHING_PASTED, answer: withoutTokens(text) })
  }

  /** Takes over an answer that came from outside, in place of what is there. */
  function offer({ status, body }: OfferedAnswer): void {
    fill({ ...NOTHING_PASTED, answer: body, status: status === null ? '' : String(status) })
  }

  function clear(): void {
    fill(NOTHING_PASTED)
  }

  return {
    pasted,
    wasToken,
    exchange,
    content,
    readClaims,
    problems,
    failure,
    isEmpty,
    write,
    setClaims,
    take,
    offer,
    clear,
  }
})

/** Attempts that main does not take are passed over. */
async function answerTo(
  input: OperationInput<'explain:answer'>,
): Promise<{ explained: OperationOutput<'explain:answer'>; problem: string | null }> {
  try {
    return { explained: await call('explain:answer', input), problem: null }
  } catch (error) {
    const field = error instanceof BridgeFailure ? error.field : null
    if (!field?.path.startsWith('attempts')) throw error
    const explained = await call('explain:answer', { ...input, attempts: [] })
    return { explained, problem: `${field.path}: ${field.message}` }
  }
}
