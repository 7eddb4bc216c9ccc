import type { Endpoint } from '../../../app/catalog/endpoint.ts'

export interface HeaderName {
  readonly name: string
  readonly use: string
}

const COMMON: readonly HeaderName[] = [
  { name: 'Accept', use: 'kind of response that you want' },
  { name: 'Accept-Language', use: 'language of the response, for example en' },
  { name: 'Cache-Control', use: 'no-cache asks for a fresh response' },
  { name: 'Content-Type', use: 'kind of the body' },
  { name: 'If-Modified-Since', use: 'asks only for newer data' },
  { name: 'If-None-Match', use: 'asks only for changed data' },
  { name: 'User-Agent', use: 'the program that asks' },
  { name: 'traceparent', use: 'ties the request to a trace of your own' },
  { name: 'X-Correlation-ID', use: 'an id of your own, to find the request in logs' },
]

const FOR_SANDBOX: HeaderName = {
  name: 'x-sandbox-fault',
  use: 'lets the sandbox misbehave, for example status=500;times=2',
}

/** Header names that a half-typed one may become: the endpoint's own first. */
export function suggestHeaders(
  typed: string,
  endpoint: Endpoint | undefined,
  isSandbox: boolean,
): readonly HeaderName[] {
  const own = endpoint?.parameters.filter((parameter) => parameter.in === 'header') ?? []
  const all = [
    ...own.map(({ name, help }) => ({ name, use: help })),
    ...(isSandbox ? [FOR_SANDBOX] : []),
    ...COMMON,
  ]
  const word = typed.trim().toLowerCase()
  const found = all.filter(({ name }) => name.toLowerCase().includes(word))
  return found.every(({ name }) => name.toLowerCase() === word) ? [] : found
}
