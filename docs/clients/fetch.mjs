/** A client of the API with fetch: it keeps the rules of the API documentation. It needs Node 20 and no packages. */
const BASE = process.env.BASE
/** In a drill, Postern says here how much faster everything is. */
const SPEED = Number(process.env.POSTERN_SPEED ?? 1)
const MINUTE_MS = 60_000 / SPEED
const TIMEOUT_MS = 10_000 / SPEED
const PAUSES_MS = [1000, 2000, 4000, 8000].map((ms) => ms / SPEED)
const MOST_IN_A_MINUTE = 60

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

class Client {
  #key
  #token = null
  #minute = 0
  #sent = 0

  constructor(key) {
    this.#key = key
  }

  // part: token
  /** One token for all calls. Calls that need a new one wait for the same token request. */
  #getToken() {
    this.#token ??= this.#requestToken()
    return this.#token
  }

  async #requestToken() {
    const { status, body } = await this.#send('POST', '/api/token/request', null, { apiKey: this.#key })
    if (status !== 200) throw new Error(`The API refused the key with ${status}`)
    return body.data.token
  }

  /** Another call may have a new token already. That one stays. */
  #dropToken(used) {
    if (this.#token === used) this.#token = null
  }
  // end

  // part: request
  /** Key and token go into the body and into a header, never into the URL. */
  async #send(method, path, token, content) {
    const headers = { 'Content-Type': 'application/json' }
    if (token !== null) headers.Authorization = `Bearer ${token}`
    const response = await fetch(BASE + path, {
      method,
      headers,
      body: content === undefined ? undefined : JSON.stringify(content),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    const text = await response.text()
    const body = /json/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : null
    return { status: response.status, headers: response.headers, body, code: body?.status?.code ?? null }
  }
  // end

  // part: limit
  /** Waits where this minute has no room left. */
  async #takeRoom() {
    const minute = Math.floor(Date.now() / MINUTE_MS)
    if (minute !== this.#minute) {
      this.#minute = minute
      this.#sent = 0
    }
    this.#sent += 1
    if (this.#sent <= MOST_IN_A_MINUTE) return
    await sleep(MINUTE_MS - (Date.now() % MINUTE_MS))
    await this.#takeRoom()
  }
  // end

  // part: full-window
  /** Ms until the API's next minute, or longer if the API asks for that. */
  #untilNextMinute(headers) {
    const now = Date.parse(headers.get('date') ?? '') || Date.now()
    const asked = Number(headers.get('retry-after') ?? 0) * 1000
    return Math.max(asked, MINUTE_MS - (now % MINUTE_MS))
  }
  // end

  /** The body of a success. Everything else is an error. */
  async call(method, path, content) {
    let refreshes = 0
    let waits = 0
    let retries = 0
    for (;;) {
      const token = this.#getToken()
      const bearer = await token
      await this.#takeRoom()
      const response = await this.#send(method, path, bearer, content).catch((error) => ({ error }))
      const { status, code, headers, body } = response

      // part: refresh
      // A 401, also inside a 200: one new token, and one retry.
      if ((status === 401 || code === 401) && refreshes < 1) {
        refreshes += 1
        this.#dropToken(token)
        continue
      }
      // end

      // part: full-window
      if (status === 429 && waits < 2) {
        waits += 1
        await sleep(this.#untilNextMinute(headers))
        continue
      }
      // end

      // part: retry
      // After a 5xx or a lost response, a GET goes out up to four times more, each time after a longer pause.
      // A POST may have run already, and a 4xx stays what it is.
      const isLost = response.error !== undefined || status >= 500
      if (isLost && method === 'GET' && retries < PAUSES_MS.length) {
        await sleep(PAUSES_MS[retries])
        retries += 1
        continue
      }
      // end

      // part: code
      // A 200 with another service code than 0 is a failure.
      if (response.error) throw response.error
      if (status >= 300 || code !== 0)
        throw new Error(`${method} ${path}: ${status}, code ${code}: ${body?.message ?? ''}`)
      return body
      // end
    }
  }

  // part: pages
  /** Each page names the next one. A page that failed throws, so that nothing follows it. */
  async *records(path) {
    for (let query = ''; query !== null;) {
      const page = await this.call('GET', query === '' ? path : `${path}&${query}`)
      yield* page.data
      query = page.nextPageParameter ?? null
    }
  }
  // end
}

const reader = new Client('sandbox-site-7')
let staff = 0
for await (const person of reader.records('/api/external/staffs?limit=20')) staff += person.id > 0 ? 1 : 0
const { data: sites } = await reader.call('GET', '/api/external/sites?customerId=7')
const { data: subscriber } = await new Client('sandbox-webhook').call('POST', '/api/webhook/subscribers')
console.log(`${staff} staff, ${sites.length} sites, subscriber ${subscriber.id}`)
