/** Node's own http without any retry: the first failure ends it. It reads the code of each envelope. */
import http from 'node:http'

const { BASE, POSTERN_SPEED = '1' } = process.env

function call(method, path, token, content) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) }
    const request = http.request(BASE + path, { method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece) => (text += piece))
      response.on('error', reject)
      response.on('end', () => {
        const body = JSON.parse(text)
        if (body.status.code === 0) resolve(body)
        else reject(new Error(`${response.statusCode}, code ${body.status.code}`))
      })
    })
    request.setTimeout(10_000 / Number(POSTERN_SPEED), () => request.destroy(new Error('The time ran out')))
    request.on('error', reject)
    request.end(content && JSON.stringify(content))
  })
}

const tokenFor = async (key) => (await call('POST', '/api/token/request', null, { apiKey: key })).data.token

const token = await tokenFor('sandbox-site-7')
for (let query = ''; query !== null;) {
  const page = await call('GET', `/api/external/staffs?limit=20&${query}`, token)
  query = page.nextPageParameter ?? null
}
await call('GET', '/api/external/sites?customerId=7', token)
await call('POST', '/api/webhook/subscribers', await tokenFor('sandbox-webhook'))
