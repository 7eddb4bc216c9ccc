import type { EnvelopeKind } from '../contract/exchange.ts'
import { json, type Reply } from './reply.ts'

/** What an endpoint has to say, before its envelope gives it a shape. */
export interface Answer {
  readonly status?: number
  readonly data: unknown
  /** Only lists have one. */
  readonly list?: ListFacts
}

export interface ListFacts {
  /** Ready to be appended to the query string; null at that end of the list. */
  readonly next: string | null
  readonly previous: string | null
  /** How many records there are in all. */
  readonly total: number
  readonly path: string
}

export type SuccessKind = Extract<EnvelopeKind, 'standard' | 'paged' | 'cursor' | 'live-operations'>

const wrappers: Record<SuccessKind, (answer: Answer) => object> = {
  standard,
  cursor: (answer) => ({
    ...standard(answer),
    nextPageParameter: answer.list?.next ?? null,
    prevPageParameter: answer.list?.previous ?? null,
  }),
  paged: (answer) => ({
    ...standard(answer),
    recordCount: countOf(answer.data) ?? 0,
    totalRecordCount: answer.list?.total ?? 0,
    ...pageLink('next', answer.list?.path, answer.list?.next),
    ...pageLink('prev', answer.list?.path, answer.list?.previous),
  }),
  'live-operations': (answer) => ({
    isSuccess: true,
    statusMessage: 'OK',
    status: 200,
    errorMessages: [],
    errorMessagesAsString: '',
    data: Array.isArray(answer.data) ? answer.data : [answer.data],
    nextPageParameter: answer.list?.next ?? null,
  }),
}

export function success(kind: SuccessKind, answer: Answer): Reply {
  return json(answer.status ?? 200, wrappers[kind](answer))
}

function standard(answer: Answer): object {
  return {
    status: { code: 0, errorMessage: '' },
    data: answer.data,
    count: countOf(answer.data),
    message: '',
    errors: [],
  }
}

function countOf(data: unknown): number | null {
  return Array.isArray(data) ? data.length : null
}

function pageLink(direction: 'next' | 'prev', path = '', params: string | null = null): object {
  return {
    [`${direction}PageEndpoint`]: params === null ? '' : path,
    [`${direction}PageParams`]: params ?? '',
  }
}
