/** A program that calls the API, and breaks some of its rules. The URL comes from BASE. */
const base = process.env['BASE']

/**
 * @param {string} path
 * @param {RequestInit} [init]
 */
async function call(path, init = {}) {
  try {
    return await (await fetch(base + path, init)).text()
  } catch {
    return ''
  }
}

const asked = await call('/api/token/request', {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ apiKey: 'sandbox-company' }),
})
const [token] = /eyJ[\w.-]+/.exec(asked) ?? []
const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }

await call('/api/external/customers', { headers })
await call('/api/external/sites?customerId=1099', { headers })
await call('/api/external/sites?customerId=1099', { headers })
await call('/api/external/staffs?limit=0', { headers })
await call('/api/external/timesheets?limit=5', {
  headers: { ...headers, 'x-sandbox-fault': 'status=503;times=2' },
})
await call('/api/external/timesheets?limit=5', { headers })
for (let times = 0; times < 2; times += 1) {
  await call('/api/webhook/subscribers', {
    method: 'POST',
    headers: { ...headers, 'x-sandbox-fault': 'status=500' },
    body: '{}',
  })
}
