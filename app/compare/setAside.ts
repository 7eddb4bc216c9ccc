/** What differs between any two answers, and so tells nothing: moments, ids of one call, and how it travelled. */
const HEADERS = new Set([
  'age',
  'alt-svc',
  'cf-ray',
  'connection',
  'content-length',
  'date',
  'etag',
  'expires',
  'keep-alive',
  'last-modified',
  'nel',
  'report-to',
  'request-context',
  'retry-after',
  'server-timing',
  'set-cookie',
  'tracestate',
  'x-cache',
  'x-response-time',
  'x-runtime',
  'x-served-by',
  'x-timer',
])
const HEADER_FAMILIES =
  /^(?:x-)?ratelimit-|^x-amz(?:n)?-|^x-azure-|(?:trace|request|correlation)-?id$|^traceparent$/

const FIELDS =
  /^(?:trace|request|correlation|activity|operation)_?id$|^(?:timestamp|generatedat|servertime)$/i

/** `name` in lower case. */
export function isVolatileHeader(name: string): boolean {
  return HEADERS.has(name) || HEADER_FAMILIES.test(name)
}

/** Whether a field of a JSON body belongs to one call only, such as its trace ID. */
export function isVolatileField(name: string): boolean {
  return FIELDS.test(name)
}
