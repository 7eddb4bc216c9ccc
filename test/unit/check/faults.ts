import type { Rule } from '../../../app/contract/check.ts'
import { lost, tokenAt } from './support.ts'
import { pageBody, type Program } from './programs.ts'

const SITES = (program: Program) => `GET /api/external/sites?customerId=${program.next()}`

/** What breaks one rule, and no other: calls against the policy, apart from all others in time. */
export const FAULTS: Readonly<Record<Rule, (program: Program) => void>> = {
  'retried-forbidden': (program) =>
    program.force(SITES(program), [
      { status: 403 },
      { status: program.pick(403, 200), pause: pauseOf(program) },
    ]),
  'retried-refusal'(program) {
    const status = program.pick(400, 404, 405, 409, 422)
    program.force(SITES(program), [{ status }, { status, pause: pauseOf(program) }])
  },
  'called-in-full-window'(program) {
    program.waitForSecond(5000 + Math.floor(program.random() * 40_000))
    const line = SITES(program)
    if (program.random() < 0.5)
      return program.force(line, [{ status: 429 }, { pause: 500 + program.random() * 8000 }])
    program.force(line, [{ status: 429 }])
    program.now += 500 + Math.floor(program.random() * 8000)
    program.force(SITES(program), [{}])
  },
  'over-the-window'(program) {
    program.waitForSecond(3000)
    for (let call = 0; call < 61; call += 1)
      program.force(SITES(program), [{ pause: Math.floor(program.random() * 800) }])
  },
  'refreshed-twice'(program) {
    const tokens = [program.newToken(), program.newToken(), program.newToken()]
    const status = program.pick(401, 401, 200)
    const refused = status === 401 ? { status } : { status, code: 401 }
    const from = program.now
    program.force(SITES(program), [
      { ...refused, token: tokens[0] ?? null },
      { ...refused, token: tokens[1] ?? null, pause: 300 },
      { token: tokens[2] ?? null, pause: 300 },
    ])
    for (const at of [from + 100, from + 450])
      program.exchanges.push(tokenAt(at, { took: 50, ahead: program.ahead }))
  },
  'kept-dead-token'(program) {
    const line = SITES(program)
    const isSame = program.random() < 0.5
    program.force(
      line,
      isSame ? [{ status: 401 }, { status: 200, pause: pauseOf(program) }] : [{ status: 401 }],
    )
    if (isSame) return
    program.now += pauseOf(program)
    program.force(SITES(program), [{}])
  },
  'refresh-stampede'(program) {
    for (const at of [program.now, program.now + 20])
      program.exchanges.push(tokenAt(at, { took: 60, ahead: program.ahead }))
    program.now += 100
  },
  'token-per-request'(program) {
    const rest = { key: 'another' }
    for (let call = 0; call < 3; call += 1) {
      program.requestToken(rest)
      program.force(SITES(program), [{ pause: 20 }], rest)
    }
  },
  'no-backoff'(program) {
    const failed = program.pick<object>({ status: 500 }, { status: 503 }, { failure: lost })
    const pauses = program.pick([100], [499], [1000, 1000], [2000, 1000], [1000, 1340])
    program.force(SITES(program), [
      failed,
      ...pauses.map((pause, at) => ({ ...(at === pauses.length - 1 ? {} : failed), pause })),
    ])
  },
  'too-many-retries': (program) =>
    program.force(
      SITES(program),
      [0, 600, 1000, 1700, 3000, 5000].map((pause) => ({ status: 500, pause })),
    ),
  'repeated-unsafe'(program) {
    const failed = program.pick<object>(
      { status: 500 },
      { failure: lost },
      { failure: { ...lost, kind: 'timeout' } },
    )
    const method = program.pick('POST', 'PUT', 'PATCH', 'DELETE')
    program.force(`${method} /api/webhook/subscriptions`, [failed, { pause: 1000 }], {
      sent: JSON.stringify({ number: program.next() }),
    })
  },
  'failing-page-followed'(program) {
    const list = `GET /api/external/staffs?searchText=${program.next()}`
    program.force(list, [{ body: pageBody(0, true) }])
    program.force(`${list}&referenceId=2`, [{ body: pageBody(1, true, 100) }])
    program.force(`${list}&referenceId=4`, [{ body: pageBody(2, false) }])
  },
  'code-401-ignored'(program) {
    program.force(SITES(program), [{ code: 401 }])
    program.now += pauseOf(program)
    program.force(SITES(program), [{}])
  },
  'paging-off'(program) {
    const list = `GET /api/external/staffs?searchText=${program.next()}`
    program.force(list, [{ body: pageBody(0, true) }])
    if (program.random() < 0.5) return program.force(`${list}&referenceId=1`, [{ body: pageBody(1, false) }])
    program.force(`${list}&referenceId=2`, [{ body: pageBody(1, true) }])
    program.force(`${list}&referenceId=2`, [{ body: pageBody(1, true) }])
  },
  'polled-hard'(program) {
    program.waitForSecond(3000)
    const line = SITES(program)
    for (let call = 0; call < 31; call += 1)
      program.force(line, [{ pause: Math.floor(program.random() * 1500) }])
  },
  'secret-in-url': (program) =>
    program.force(`GET /api/external/sites?apiKey=[redacted]&customerId=${program.next()}`, [{}]),
}

function pauseOf(program: Program): number {
  return 150 + Math.floor(program.random() * 20_000)
}
