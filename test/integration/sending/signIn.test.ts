import { describe, expect, test } from 'vitest'
import { systemClock } from '../../../app/clock.ts'
import { attemptLine } from '../../../app/cli/print.ts'
import { answer, startHostileServer, type Behaviour } from '../../fixtures/hostileServer.ts'
import { ends, patient } from './arena.ts'
import { createHarness } from './harness.ts'

const PAGE = answer(200, { 'Content-Type': 'text/html' }, '<!doctype html><title>Sign in</title>')
const page: Behaviour = (socket) => socket.write(PAGE)
const to =
  (location: string, status = 302): Behaviour =>
  (socket) =>
    socket.write(answer(status, { Location: location }, ''))

async function ask(behaviours: Readonly<Record<string, Behaviour>>, method = 'GET') {
  const server = await startHostileServer(behaviours)
  ends.push(() => server.close())
  const harness = createHarness(systemClock, patient(server.url))
  ends.push(() => harness.sender.close())
  const exchange = await harness.send({ key: null, target: '/api/external/sites', method })
  return { exchange, server, diagnosis: exchange.diagnosis }
}

describe('a redirect that ends at a web page', () => {
  test.each(['/login?next=%2Fapi', '/account/sign-in', '/SSO/start', '/Account/LogOn', '/oauth2/authorize'])(
    'at %s is named as a sign-in',
    async (location) => {
      const path = location.split('?')[0] ?? ''
      const { exchange, diagnosis } = await ask({ '/api/external/sites': to(location), [path]: page })
      expect(diagnosis?.headline).toBe(`A redirect to ${path} led to a web page`)
      expect(diagnosis?.cause).toContain('wants a sign-in')
      expect(JSON.stringify(diagnosis)).not.toMatch(/proxy or load balancer/)
      expect(attemptLine(exchange.attempts[0] ?? expect.fail())).toContain(`redirected: 302 to ${path}`)
    },
  )

  test('elsewhere is told, and called no sign-in', async () => {
    const { exchange, diagnosis } = await ask({
      '/api/external/sites': to('/moved', 307),
      '/moved': to('/author/'),
      '/author/': page,
    })
    expect(diagnosis?.headline).toBe('A redirect to /author/ led to a web page')
    expect(JSON.stringify(diagnosis)).not.toContain('sign-in')
    expect(attemptLine(exchange.attempts[0] ?? expect.fail())).toContain(
      'redirected: 307 to /moved, 302 to /author/',
    )
  })

  test('that came without a redirect is told as before', async () => {
    const { diagnosis } = await ask({ '/api/external/sites': page })
    expect(diagnosis?.headline).toBe('A sign-in page came, not the API')
  })
})

test.each([404, 500, 403])(
  'a web page with %s after a redirect tells of the redirect too',
  async (status) => {
    const { diagnosis } = await ask({
      '/api/external/sites': to('/login'),
      '/login': (socket) => socket.write(answer(status, { 'Content-Type': 'text/html' }, '<html></html>')),
    })
    expect(diagnosis?.meaning).toContain('The server redirected the request: 302 to /login.')
  },
)

test('a good answer after a redirect stays a success, and the redirect is shown', async () => {
  const { exchange } = await ask({ '/api/external/sites': to('/api/external/sites/') })
  expect(exchange.outcome).toBe('success')
  expect(attemptLine(exchange.attempts[0] ?? expect.fail())).toContain('302 to /api/external/sites/')
})

describe('a redirect that is not followed', () => {
  test.each([
    [
      'GET',
      'https://login.example.com/?next=x',
      'The server redirected to login.example.com, a sign-in page',
    ],
    ['GET', 'https://id.example.com/saml/start', 'The server redirected to id.example.com, a sign-in page'],
    ['POST', '/login', 'The server redirected to /login, a sign-in page'],
  ])('%s to %s is named as a sign-in', async (method, location, headline) => {
    const { diagnosis } = await ask({ '/api/external/sites': to(location) }, method)
    expect(diagnosis?.headline).toBe(headline)
  })

  test('to another place is told as before', async () => {
    const { diagnosis } = await ask({ '/api/external/sites': to('https://api2.example.com/x') })
    expect(diagnosis?.headline).toBe('The response redirects to another host')
  })
})
