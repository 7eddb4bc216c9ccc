import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Failure, Header } from '../../../app/contract/exchange.ts'
import type { Course, Ending, ReceivedAnswer } from '../../../app/contract/recording.ts'
import { courseOf, testRecorder } from '../../fixtures/testRecorder.ts'
import { exampleAttempt, exampleExchange } from '../history/exampleExchange.ts'
import { pieceIn, SPELLINGS } from './spellings.ts'

/** `npm run fuzz redaction` tries many more. */
const CASES = Number(process.env['POSTERN_REDACTIONS'] ?? 2000)
const SEED = Number(process.env['POSTERN_SEED'] ?? Date.now() % 1_000_000)

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-']
const keys = fc.string({ unit: fc.constantFrom(...letters), minLength: 12, maxLength: 60 })

/** What is sent and what comes back, before a key stands in any of it. */
interface Story {
  url: string
  headers: Header[]
  body: string | null
  status: number
  answerHeaders: Header[]
  answer: string
  isCut: boolean
  failure: Failure | null
  reason: string
  claim: string
}

const NOTHING: Story = {
  url: 'https://api.example.test/api/external/sites?customerId=7',
  headers: [],
  body: null,
  status: 400,
  answerHeaders: [['Content-Type', 'application/json']],
  answer: '{"status":{"code":100,"errorMessage":"No."},"data":null,"message":"No.","errors":[]}',
  isCut: false,
  failure: null,
  reason: 'It is over.',
  claim: 'site',
}

const envelope = (message: string, errors: string[] = []) =>
  JSON.stringify({
    status: { code: 100, errorMessage: message },
    data: null,
    count: null,
    message,
    errors: errors.map((each) => ({ code: 100, message: each })),
  })
const failed = (message: string): Failure => ({
  kind: 'bad-response',
  code: 'INVALID',
  message,
  mayHaveBeenSent: true,
})

const PLACES: Record<string, (told: string) => Partial<Story>> = {
  'the address': (told) => ({ url: `${NOTHING.url}&note=${told}` }),
  'the path': (told) => ({ url: `https://api.example.test/api/external/sites/${told}/x` }),
  'a header of the request': (told) => ({ headers: [['X-Note', told]] }),
  'the body of the request': (told) => ({ body: JSON.stringify({ note: told }) }),
  'the body of the request, as it is': (told) => ({ body: `note=${told}&x=1` }),
  'a header of the answer': (told) => ({ answerHeaders: [...NOTHING.answerHeaders, ['X-Echo', told]] }),
  'where a redirect leads': (told) => ({
    status: 302,
    answerHeaders: [['Location', `https://${told}.example.test/${told}?x=${told}`]],
    failure: failed(`The redirect leads to "https://other.example.test/${told}".`),
  }),
  'the main message': (told) => ({ answer: envelope(`The key ${told} may not do this.`) }),
  'a long message': (told) => ({
    answer: envelope(`${'It says so. '.repeat(24)}${told}${' and on'.repeat(400)}`),
  }),
  'an error': (told) => ({ answer: envelope('Bad request', ['No.', `customerId ${told} is wrong`]) }),
  'a field of the answer': (told) => ({
    answer: `{"${told}":1,"status":{"code":0,"errorMessage":"${told}"}}`,
  }),
  'JSON in a text of JSON': (told) => ({
    answer: envelope(JSON.stringify({ inner: JSON.stringify({ note: told }) })),
  }),
  'a refusal of scope': (told) => ({
    status: 403,
    answer: envelope(`Customer ${told} is outside the scope.`),
  }),
  'a cookie': (told) => ({
    headers: [['Cookie', `theme=dark; visit=${told}`]],
    answerHeaders: [...NOTHING.answerHeaders, ['X-Set', `visit=${told}; Path=/`]],
  }),
  'an element': (told) => ({
    answerHeaders: [['Content-Type', 'application/xml']],
    answer: `<?xml version="1.0"?><e a="${told}"><m>${told}</m><![CDATA[${told}]]></e>`,
  }),
  'a part of a form': (told) => ({
    body: `--b\r\nContent-Disposition: form-data; name="note"\r\n\r\n${told}\r\n--b--\r\n`,
  }),
  'a page': (told) => ({
    status: 502,
    answerHeaders: [['Content-Type', 'text/html']],
    answer: `<html><title>Bad gateway for ${told}</title><h1>${told}</h1><a href="/?key=${told}">${told}</a></html>`,
  }),
  'plain text': (told) => ({ status: 500, answerHeaders: [], answer: `The key ${told} failed` }),
  'problem details': (told) => ({
    answerHeaders: [['Content-Type', 'application/problem+json']],
    answer: JSON.stringify({
      title: told,
      detail: `It was ${told}`,
      errors: { [told]: [`${told} is wrong`] },
    }),
  }),
  'broken JSON': (told) => ({ answer: `{"status":{"code":100,"errorMessage":"The key ${told} is wrong"},` }),
  'a body that was cut': (told) => ({
    answer: `{"status":{"code":100,"errorMessage":"The key ${told}`,
    isCut: true,
  }),
  'a failure': (told) => ({ failure: failed(`Parse Error: unexpected "${told}" in the head`) }),
  'a decision': (told) => ({ reason: `It ended with ${told}.` }),
  'a claim': (told) => ({
    claim: told,
    status: 403,
    answer: envelope('Site 9 is outside the scope of this key.'),
  }),
}

async function recorded(key: string, story: Story) {
  const recorder = testRecorder({ secrets: [key] })
  const answer: ReceivedAnswer = {
    status: story.status,
    headers: story.answerHeaders,
    bytes: Buffer.from(story.answer),
    bodyBytes: story.answer.length,
    flaws: [],
    truncated: story.isCut,
  }
  const { response } = await recorder.read(answer)
  const { failure, reason } = story
  const course = courseOf(exampleExchange())
  const full: Course = {
    ...course,
    request: {
      ...course.request,
      url: story.url,
      route: story.url,
      headers: story.headers,
      body: story.body,
    },
    attempts: [
      exampleAttempt({
        response,
        failure,
        decision: { action: 'stop', rule: 'client-error', reason, delayMs: 0 },
      }),
    ],
  }
  const ending: Ending = {
    at: Date.parse(course.startedAt),
    stoppedBy: null,
    error: null,
    profile: 'Test',
    claims: {
      keyType: story.claim,
      companyIds: null,
      customerIds: [story.claim],
      siteIds: null,
      issuedAt: null,
      expiresAt: null,
    },
    clockOffsetMs: null,
    window: null,
    traceHeaders: ['x-echo'],
  }
  return recorder.put(full, ending, { durable: false })
}

test(
  'of a key nothing of eight characters stays in what is recorded, however it is written and wherever it stands',
  async () => {
    const spelling = fc.constantFrom(...SPELLINGS)
    const place = fc.constantFrom(...Object.keys(PLACES))
    await fc.assert(
      fc.asyncProperty(
        keys,
        spelling,
        place,
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (key, [, write], name, cut) => {
          const whole = write(key)
          const change = PLACES[name]
          if (!change) throw new Error(`There is no place ${name}.`)
          const told = name === 'a body that was cut' ? whole.slice(0, Math.floor(whole.length * cut)) : whole
          const exchange = await recorded(key, { ...NOTHING, ...change(told) })
          expect(pieceIn(JSON.stringify(exchange), key)).toBeNull()
        },
      ),
      { numRuns: CASES, seed: SEED },
    )
  },
  60_000 + CASES * 20,
)
