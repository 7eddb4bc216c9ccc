import { isSafeMethod } from '../contract/http.ts'
import { ADDRESS, addressIn } from './requestWords.ts'

/** A request of a program or a command; null for a method that it takes from elsewhere. */
interface Call {
  method: string | null
  address: string | null
}

const METHOD = '(get|post|put|patch|delete|head|options)'
const SENDER = /(?:http\w*|requests?|client|session|axios|got|ky|agent|faraday|httparty|conn\w*|api)\)?$/i

/** Code that names its method, whatever the object is that sends. */
const NAMED: readonly RegExp[] = [
  // fetch(url, { method: 'POST' }), requests.request(method="POST"), setRequestMethod("POST")
  new RegExp(String.raw`\b(?:request)?method["']?\s{0,3}[:=(]\s{0,3}["']${METHOD}["']`, 'gi'),
  // requests.request("POST", url), http.NewRequest("POST", url), curl_setopt(…, CURLOPT_CUSTOMREQUEST, 'POST')
  new RegExp(String.raw`(?:request\w*\(|CUSTOMREQUEST,)[^"'\n]{0,60}["']${METHOD}["']`, 'gi'),
  // HttpMethod.Post, http.MethodPost, Net::HTTP::Post.new
  new RegExp(String.raw`\b(?:HttpMethod\.|http\.Method|Method\.|Net::HTTP::)${METHOD}\b`, 'gi'),
  // HttpRequest.newBuilder(uri).POST(publisher)
  new RegExp(String.raw`\.${METHOD.toUpperCase()}\(`, 'g'),
]

const CALL = new RegExp(
  String.raw`(?:\.|->|::)${METHOD}(?:(?:AsJson|String|Stream|ByteArray|FromJson)?Async|For(?:Entity|Object)|_form|Form)?(?:<[^>\n]{1,80}>)?\s{0,3}[(!]`,
  'gi',
)
const COMMAND =
  /\b(?:invoke-(?:restmethod|webrequest)|irm|iwr|curl|wget)(?:\.exe)?[ \t]+(?![:(])((?:[`\\^][ \t]*\r?\n|[^\n])*)/gi
const QUOTED = new RegExp(String.raw`["'\`](${ADDRESS})`)
const ANY_ADDRESS = new RegExp(
  String.raw`(?:^|[\s"'=:])(https?:${ADDRESS.slice(ADDRESS.indexOf(String.raw`\/\/`))}`,
)
/** So much of a call is looked at for its address. */
const MOST_OF_CALL = 300

/**
 * The request that the code or the command in a text sends: method and address, or the address alone where the method
 * is not told. Calls that read and calls that change leave open which one failed.
 */
export function requestInCode(text: string): string | null {
  const calls = [...commandsIn(text), ...callsIn(text)]
  const address = calls.findLast((call) => call.address !== null)?.address ?? addressIn(text)
  const methods = calls.map(({ method }) => method)
  const [first] = methods
  const isSafe = first !== undefined && first !== null && isSafeMethod(first)
  const agree = methods.every((method) => method !== null && isSafeMethod(method) === isSafe)
  const method = calls.length > 0 && agree ? (methods.at(-1) ?? '') : ''
  return method === '' && address === null ? null : `${method} ${address ?? ''}`.trim()
}

function callsIn(text: string): Call[] {
  const named = NAMED.flatMap((way) => [...text.matchAll(way)])
  const called = [...text.matchAll(CALL)].filter(({ index, 0: call, 1: method = '' }) => {
    // Maps and dictionaries have such methods too, except post and patch.
    const isOfRequests = /^(?:post|patch)$/i.test(method)
    const receiver = text.slice(Math.max(0, index - 40), index)
    return (
      isOfRequests ||
      SENDER.test(receiver) ||
      QUOTED.exec(text.slice(index + call.length, index + call.length + 8)) !== null
    )
  })
  return [...named, ...called]
    .sort((one, other) => one.index - other.index)
    .map(({ index, 1: method = '' }) => ({
      method: method.toUpperCase(),
      address: QUOTED.exec(text.slice(index, index + MOST_OF_CALL))?.[1] ?? null,
    }))
}

function commandsIn(text: string): Call[] {
  return [...text.matchAll(COMMAND)].map(({ 0: command, 1: given = '' }) => ({
    method: (/^(?:invoke|ir|iw)/i.test(command) || /\s-(?:uri|method)\b/i.test(given)
      ? ofPowerShell
      : ofCurl)(` ${given}`),
    address: ANY_ADDRESS.exec(given)?.[1] ?? null,
  }))
}

/** Null for what stands in a variable, and for what an error message has cut. */
function ofPowerShell(given: string): string | null {
  const told = /\s-(?:custom)?me(?:t(?:h(?:od?)?)?)?(?:\s*:|[\s`]+)\s*["']?([^\s"']+)/i.exec(given)?.[1]
  if (told !== undefined) return /^[a-z]+$/i.test(told) ? told.toUpperCase() : null
  return /\s@\w|\.\.\.|…/.test(given) ? null : 'GET'
}

function ofCurl(given: string): string | null {
  const told = /\s(?:-\w{0,8}X|--request|--method)[\s=]*["']?([^\s"']+)/.exec(given)?.[1]
  if (told !== undefined) return /^[a-z]+$/i.test(told) ? told.toUpperCase() : null
  if (/\s(?:-G|--get)\b/.test(given)) return 'GET'
  if (/\s(?:-T|--upload-file)\b/.test(given)) return 'PUT'
  return /\s(?:-[a-zA-Z]{0,8}[dF]|--(?:data|form|json|post|body)[\w-]*)(?=[\s='"@{]|$)/.test(given)
    ? 'POST'
    : /\.\.\.|…|\s(?:-K|--config)\b/.test(given)
      ? null
      : 'GET'
}
