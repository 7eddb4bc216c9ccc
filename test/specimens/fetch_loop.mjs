/** A loop around fetch: a new token for each call, and any failure goes out three times with the same short pause. */
const { BASE, POSTERN_SPEED = '1' } = process.env
const pause = () => new Promise((resolve) => setTimeout(resolve, 1000 / Number(POSTERN_SPEED)))

async function post(path, headers, content) {
  const body = content && JSON.stringify(content)
  return fetch(BASE + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body,
  })
}

async function tokenOf(key) {
  const response = await post('/api/token/request', {}, { apiKey: key })
  return (await response.json()).data?.token
}

async function call(key, send) {
  for (let left = 3; ; left -= 1) {
    try {
      const response = await send({ Authorization: `Bearer ${await tokenOf(key)}` })
      if (!response.ok) throw new Error(`${response.status}`)
      return await response.json()
    } catch (error) {
      if (left === 1) throw error
      await pause()
    }
  }
}

const get = (path) => call('sandbox-site-7', (headers) => fetch(BASE + path, { headers }))

for (let query = ''; query !== null;) {
  const page = await get(`/api/external/staffs?limit=20&${query}`)
  query = page.nextPageParameter ?? null
}
await get('/api/external/sites?customerId=7')
await call('sandbox-webhook', (headers) => post('/api/webhook/subscribers', headers))
