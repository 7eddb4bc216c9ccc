/** A small client of the API, to be run behind a capture: the address comes from BASE. */
const base = process.env.BASE

const asked = await fetch(`${base}/api/token/request`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ apiKey: 'sandbox-site-7' }),
})
const [token] = /eyJ[\w.-]+/.exec(await asked.text()) ?? []

for (const customer of [7, 1099]) {
  const response = await fetch(`${base}/api/external/sites?customerId=${customer}`, {
    headers: { Authorization: `Bearer ${token}` },
  })
  console.log(`customer ${customer}: ${response.status}`)
}
