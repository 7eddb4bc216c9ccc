/** axios with axios-retry and its own exponential pauses: neither POST nor 4xx, but no new token and no look at the code. */
import axios from 'axios'
import axiosRetry from 'axios-retry'

const SPEED = Number(process.env.POSTERN_SPEED ?? 1)
const http = axios.create({ baseURL: process.env.BASE, timeout: 10_000 / SPEED })
axiosRetry(http, {
  retries: 3,
  retryDelay: (count, error) => axiosRetry.exponentialDelay(count, error, 1000 / SPEED),
})

async function clientFor(key) {
  const { data } = await http.post('/api/token/request', { apiKey: key })
  return { headers: { Authorization: `Bearer ${data.data.token}` } }
}

const reader = await clientFor('sandbox-site-7')
for (let query = ''; query !== null;) {
  const { data: page } = await http.get(`/api/external/staffs?limit=20&${query}`, reader)
  query = page.nextPageParameter ?? null
}
await http.get('/api/external/sites?customerId=7', reader)
await http.post('/api/webhook/subscribers', null, await clientFor('sandbox-webhook'))
