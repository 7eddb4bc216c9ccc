/** A client of the API with axios: it keeps the rules of the API documentation. */
import axios from 'axios'

/** In a drill, Postern says here how much faster everything is. */
const SPEED = Number(process.env.POSTERN_SPEED ?? 1)
const MINUTE_MS = 60_000 / SPEED
const PAUSES_MS = [1000, 2000, 4000, 8000].map((ms) => ms / SPEED)
const MOST_IN_A_MINUTE = 60

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const codeOf = (response) => response?.data?.status?.code ?? null

// part: request
/** Key and token go into the body and into a header, never into the URL. */
const http = axios.create({ baseURL: process.env.BASE, timeout: 10_000 / SPEED })
// end

/** Adds the rules to an instance of axios. */
function keepRules(instance, key) {
  let token = null
  let minute = 0
  let sent = 0

  // part: token
  /** One token for all calls. Calls that need a new one wait for the same token request. */
  function getToken() {
    token ??= http.post('/api/token/request', { apiKey: key }).then((response) => response.data.data.token)
    return token
  }

  instance.interceptors.request.use(async (config) => {
    config.token = getToken()
    config.headers.Authorization = `Bearer ${await config.token}`
    await takeRoom()
    return config
  })
  // end

  // part: limit
  /** Waits where this minute has no room left. */
  async function takeRoom() {
    const now = Math.floor(Date.now() / MINUTE_MS)
    if (now !== minute) [minute, sent] = [now, 0]
    sent += 1
    if (sent <= MOST_IN_A_MINUTE) return
    await sleep(MINUTE_MS - (Date.now() % MINUTE_MS))
    await takeRoom()
  }
  // end

  // part: code
  // A 200 with another service code than 0 is a failure.
  const refuse = (response) => {
    if (codeOf(response) === 0) return response
    const { method, url } = response.config
    const message = `${method} ${url}: code ${codeOf(response)}: ${response.data?.message ?? ''}`
    return afterFailure(
      new axios.AxiosError(message, 'SERVICE_CODE', response.config, response.request, response),
    )
  }
  // end

  async function afterFailure(error) {
    const { config, response } = error
    if (!config) throw error
    const done = (config.done ??= { refreshes: 0, waits: 0, retries: 0 })

    // part: refresh
    // A 401, also inside a 200: one new token, and one retry. Another call may have a new token already.
    if ((response?.status === 401 || codeOf(response) === 401) && done.refreshes < 1) {
      done.refreshes += 1
      if (token === config.token) token = null
      return instance(config)
    }
    // end

    // part: full-window
    // Until the API's next minute, or longer if the API asks for that.
    if (response?.status === 429 && done.waits < 2) {
      done.waits += 1
      const now = Date.parse(response.headers.date) || Date.now()
      const asked = Number(response.headers['retry-after'] ?? 0) * 1000
      await sleep(Math.max(asked, MINUTE_MS - (now % MINUTE_MS)))
      return instance(config)
    }
    // end

    // part: retry
    // After a 5xx or a lost response, a GET goes out up to four times more, each time after a longer pause.
    // A POST may have run already, and a 4xx stays what it is.
    const isLost = !response || response.status >= 500
    if (isLost && config.method === 'get' && done.retries < PAUSES_MS.length) {
      await sleep(PAUSES_MS[done.retries])
      done.retries += 1
      return instance(config)
    }
    // end
    throw error
  }

  instance.interceptors.response.use(refuse, afterFailure)
  return instance
}

const clientFor = (key) => keepRules(axios.create(http.defaults), key)

// part: pages
/** Each page names the next one. A page that failed throws, so that nothing follows it. */
async function* records(client, path) {
  for (let query = ''; query !== null;) {
    const { data: page } = await client.get(query === '' ? path : `${path}&${query}`)
    yield* page.data
    query = page.nextPageParameter ?? null
  }
}
// end

const reader = clientFor('sandbox-site-7')
let staff = 0
for await (const person of records(reader, '/api/external/staffs?limit=20')) staff += person.id > 0 ? 1 : 0
const { data: sites } = await reader.get('/api/external/sites?customerId=7')
const { data: subscriber } = await clientFor('sandbox-webhook').post('/api/webhook/subscribers')
console.log(`${staff} staff, ${sites.data.length} sites, subscriber ${subscriber.data.id}`)
