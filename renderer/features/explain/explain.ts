import { defineStore } from 'pinia'
import { computed, reactive, shallowRef } from 'vue'
import type { OfferedAnswer } from '../../../app/contract/explainCalls.ts'
import { useCatalogStore } from '../catalog/catalog.ts'
import { claimsOfToken, explainPasted, fieldsOf, NOTHING_PASTED, type Pasted } from './pasted.ts'

/** As the guide's example has it: an answer that refuses a customer, and what was asked. */
const EXAMPLE: Pasted = {
  answer: `HTTP/1.1 403 Forbidden
Content-Type: application/json; charset=utf-8
X-Trace-Id: 4bf92f3577b34da6a3ce929d0e0e4736

{
  "status": {
    "code": 100,
    "errorMessage": "Customer 1099 is outside the scope of this API key."
  },
  "data": null,
  "count": null,
  "message": "Customer 1099 is outside the scope of this API key.",
  "errors": [
    { "code": 100, "message": "Customer 1099 is outside the scope of this API key." }
  ]
}`,
  status: '',
  request: 'GET /api/external/sites?customerId=1099',
  headers: '',
  claims: '{ "KeyType": "public", "CompanyId": 42, "CustomerId": [7, 12] }',
}

/** The pasted answer; it outlives the room, and ends with the window. */
export const useExplainStore = defineStore('explain', () => {
  const catalog = useCatalogStore()
  const pasted = reactive<Pasted>({ ...NOTHING_PASTED })
  const wasToken = shallowRef(false)

  const reading = computed(() => explainPasted(pasted, Date.now(), catalog.extension))
  const isEmpty = computed(() => Object.values(pasted).every((text) => text.trim() === ''))

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

  /** Takes a whole text apart: an answer, a terminal's transcript, an entry of a HAR file. */
  function take(text: string): void {
    const fields = fieldsOf(text)
    fill(fields)
    wasToken.value = fields.claims !== ''
  }

  function showExample(): void {
    fill(EXAMPLE)
  }

  /** Takes over an answer that came from outside, in place of what is there. */
  function offer({ status, body }: OfferedAnswer): void {
    fill({ ...NOTHING_PASTED, answer: body, status: status === null ? '' : String(status) })
  }

  function clear(): void {
    fill(NOTHING_PASTED)
  }

  return { pasted, wasToken, reading, isEmpty, setClaims, take, showExample, offer, clear }
})
