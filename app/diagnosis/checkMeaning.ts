import type { Finding } from '../contract/exchange.ts'
import type { AnswerContext } from './answerContext.ts'
import { isListDue } from './subject.ts'
import { isSuccess } from './decode.ts'
import { finding } from './findings.ts'
import { isObject, own, type JsonObject } from '../contract/values.ts'
import { plural } from '../contract/words.ts'
import { quotedAtEnd } from './words.ts'

/** Parts of an envelope that contradict its status or each other. What follows from another finding is left out. */
export function checkMeaning(subject: AnswerContext, body: JsonObject): Finding[] {
  const { response, decoded } = subject
  const { kind, code } = decoded.envelope
  const isLive = kind === 'live-operations'
  const codePath = isLive ? (Object.hasOwn(body, 'isSuccess') ? '$.isSuccess' : '$.status') : '$.status.code'
  const found: Finding[] = []
  if (code !== null) checkCode(subject, code, codePath, found)
  const errorsPath = isLive ? '$.errorMessages' : '$.errors'
  const errors = own(body, isLive ? 'errorMessages' : 'errors')
  const data = own(body, 'data')
  const isGood = isSuccess(response.status, decoded.envelope)
  if (isGood) {
    if (decoded.errorTotal > 0) {
      const many = plural(decoded.errorTotal, 'error', 'errors')
      found.push(
        finding(
          'errors-present-on-success',
          errorsPath,
          `The response is a success, and yet it lists ${many}.`,
        ),
      )
    }
    checkPayload(subject, data, found)
    checkCount(subject, body, found)
    checkPaging(subject, body, found)
  } else if (code !== 0 && (code !== null || response.status >= 300)) {
    // With code 0 the envelope takes itself for a success, and without a code it does not say: what it lists follows from that.
    if (errors === undefined || (Array.isArray(errors) && errors.length === 0))
      found.push(
        finding(
          'errors-missing-on-failure',
          errorsPath,
          'The response is a failure, and lists no errors that say why.',
        ),
      )
    const hasData = isLive ? Array.isArray(data) && data.length > 0 : data !== undefined && data !== null
    if (hasData)
      found.push(
        finding('data-present-on-failure', '$.data', 'The response is a failure, and yet data is not null.'),
      )
  }
  if (!isLive && !(isGood && isComplaint(subject, body, found))) checkMessages(body, found)
  return found
}

function checkCode(
  { response, evidence, decoded }: AnswerContext,
  code: number,
  path: string,
  found: Finding[],
): void {
  const { status } = response
  const known = evidence.catalog.serviceCodes[code]
  if (code === 0 && status >= 400)
    found.push(
      finding(
        'failure-status-with-success-code',
        path,
        `HTTP ${status} is a failure, but the envelope's code 0 means success.`,
      ),
    )
  if (code !== 0 && status >= 200 && status <= 299)
    found.push(
      finding(
        'success-status-with-failure-code',
        path,
        decoded.envelope.kind === 'live-operations'
          ? `HTTP ${status} is a success, but isSuccess says false.`
          : `HTTP ${status} is a success, but the envelope's code ${code} means failure.`,
      ),
    )
  const mirrors = known?.mirrors ?? null
  if (mirrors !== null && status >= 400 && status !== mirrors)
    found.push(
      finding(
        'code-contradicts-status',
        path,
        `Code ${code} means HTTP ${mirrors}, but the response came with HTTP ${status}.`,
      ),
    )
  if (!known)
    found.push(
      finding(
        'code-unknown',
        path,
        `The catalog does not know code ${code}. You can add it once you know what it means.`,
      ),
    )
}

/** A success carries what was asked for in `data`; where records are listed, as an array. */
function checkPayload({ endpoint, ...subject }: AnswerContext, data: unknown, found: Finding[]): void {
  // Another kind of envelope is reported as such.
  if (!endpoint?.noun || endpoint.envelope !== subject.decoded.envelope.kind) return
  const [one, many] = endpoint.noun
  if (data === null)
    found.push(
      finding(
        'field-has-wrong-type',
        '$.data',
        `The response is a success, and yet data is null instead of holding ${many}.`,
      ),
    )
  else if (isListDue({ endpoint, ...subject }) && isObject(data))
    found.push(
      finding(
        'field-has-wrong-type',
        '$.data',
        `data should list ${many}, and is a single object instead of an array with one ${one}.`,
      ),
    )
}

const PRAISE = /^(ok|okay|done|success\b.*|.{0,80}\bsuccessful(ly)?\b.*)$/is

/** The samples leave the messages of a success empty; what stands there may be an error that nobody reads. */
function isComplaint({ decoded }: AnswerContext, body: JsonObject, found: Finding[]): boolean {
  const said = decoded.envelope.message?.trim() ?? ''
  if (said === '' || PRAISE.test(said.slice(0, 300))) return false
  const path = own(body, 'message') === decoded.envelope.message ? '$.message' : '$.status.errorMessage'
  found.push(
    finding(
      'messages-disagree',
      path,
      `The code says success, where the messages are empty, and here is ${quotedAtEnd(said)}`,
    ),
  )
  return true
}

function checkMessages(body: JsonObject, found: Finding[]): void {
  const status = own(body, 'status')
  const inner = isObject(status) ? own(status, 'errorMessage') : undefined
  const outer = own(body, 'message')
  if (typeof inner !== 'string' || typeof outer !== 'string' || inner === outer) return
  if (inner.trim() !== outer.trim())
    found.push(
      finding(
        'messages-disagree',
        '$.message',
        'message and status.errorMessage should say the same, and do not.',
      ),
    )
}

function checkCount({ decoded }: AnswerContext, body: JsonObject, found: Finding[]): void {
  const { count, page } = decoded.envelope
  const data = own(body, 'data')
  if (count === null || !Array.isArray(data) || count === data.length || !Number.isInteger(count)) return
  // Whether count means this page or all of them is not published: on one page of several it may be larger.
  if (count > data.length && page && (page.next !== null || page.previous !== null)) return
  found.push(
    finding(
      'count-disagrees',
      '$.count',
      `count says ${count}, and data holds ${plural(data.length, 'record', 'records')}.`,
    ),
  )
}

function checkPaging({ decoded, evidence }: AnswerContext, body: JsonObject, found: Finding[]): void {
  const { page, kind } = decoded.envelope
  if (!page) return
  const data = own(body, 'data')
  const held = Array.isArray(data) ? data.length : null
  const { next, previous, recordCount, totalRecordCount } = page
  const add = (path: string, message: string) => found.push(finding('paging-disagrees', path, message))
  if (recordCount !== null && held !== null && recordCount !== held)
    add(
      '$.recordCount',
      `recordCount says ${recordCount}, and data holds ${plural(held, 'record', 'records')}.`,
    )
  else if (recordCount !== null && totalRecordCount !== null && recordCount > totalRecordCount)
    add(
      '$.totalRecordCount',
      `This page alone has ${plural(recordCount, 'record', 'records')}, and totalRecordCount says ${totalRecordCount}.`,
    )
  if (next === null) return
  const path = kind === 'paged' ? '$.nextPageParams' : '$.nextPageParameter'
  if (held === 0) add(path, 'It points to a next page, and this page has no records to go on from.')
  else if (next === previous && kind !== 'paged') add(path, 'The next and the previous page are the same.')
  else if (kind !== 'paged' && next.length > 3 && evidence.request.url.includes(next))
    add(path, 'The next page is the one that was just asked for: to follow it would go round in a circle.')
}
