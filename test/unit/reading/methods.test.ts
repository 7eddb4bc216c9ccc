import { describe, expect, it } from 'vitest'
import { explained } from '../operations/explained.ts'
import { failed } from '../diagnosis/support.ts'

const U = 'https://api.guardhouse.example/api/external/incidentReports'
const BODY = JSON.stringify(failed(100, 'An unexpected error occurred.'))
const REMOTE = 'The remote server returned an error: (500) Internal Server Error.'
const NET = 'Response status code does not indicate success: 500 (Internal Server Error).'
const PYTHON = `requests.exceptions.HTTPError: 500 Server Error: Internal Server Error for url: ${U}`

describe('the method that the code in a text names', () => {
  it.each<[method: string, text: string]>([
    ['POST', `PS> Invoke-RestMethod -Uri "${U}" -Method Post -Body $b\nInvoke-RestMethod : ${REMOTE}`],
    ['POST', `PS> Invoke-WebRequest \`\n  -Uri "${U}" \`\n  -Method POST\n${REMOTE}\n${BODY}`],
    ['POST', `irm \`\r\n  -Method Post \`\r\n  -Uri ${U}\r\nirm: ${NET}`],
    ['PUT', `iwr ${U} -me:Put\niwr : ${BODY}`],
    ['POST', `curl.exe -d '{}' ${U}\n${BODY}`],
    ['POST', `$ curl -s \\\n  --json '{}' \\\n  ${U}\n${BODY}`],
    ['PUT', `$ curl -XPUT "${U}"\n${BODY}`],
    ['POST', `Traceback:\n    r = requests.post("${U}", json=x)\n${PYTHON}`],
    ['POST', `    r = requests.request(method="POST", url=url)\n${PYTHON}`],
    ['POST', `    r = requests.request("POST", url)\n${PYTHON}`],
    ['PUT', `    session.put(url, json=x)\n${PYTHON}`],
    [
      'POST',
      `    r = httpx.post(url)\nhttpx.HTTPStatusError: Server error '500 Internal Server Error' for url '${U}'`,
    ],
    ['POST', `var r = await client.PostAsync("${U}", c);\n${NET}`],
    ['PATCH', `await http.PatchAsJsonAsync("${U}", c);\n${NET}`],
    ['POST', `new HttpRequestMessage(HttpMethod.Post, "${U}")\n${NET}`],
    ['POST', `const r = await fetch(url, { method: 'POST', body })\nError: HTTP 500 for ${U}`],
    ['POST', `await axios.post("${U}", data)\nAxiosError: Request failed with status code 500`],
    ['DELETE', `await axios.delete("${U}")\nAxiosError: Request failed with status code 500`],
    ['POST', `$r = $http->post('${U}', $x);\n// HTTP 500 Internal Server Error`],
    ['POST', `HttpRequest.newBuilder(URI.create("${U}")).POST(publisher).build()\nHTTP 500`],
    ['POST', `req, _ := http.NewRequest("POST", "${U}", body)\nHTTP 500`],
    ['POST', `requests.post("${U}")\nrequests.exceptions.ReadTimeout: Read timed out. (read timeout=5)`],
  ])('%s: %s', (method, text) => {
    const { exchange } = explained({ answer: text })
    expect(`${exchange.request.method} ${exchange.request.url}`).toBe(`${method} ${U}`)
    expect(exchange.diagnosis?.retry.helps).toBe('unsafe')
    expect(exchange.diagnosis?.remedy[0]).toContain(`whether the ${method} has run`)
  })

  it.each([
    `PS> Invoke-RestMethod -Uri "${U}" -Method Get\n${REMOTE}`,
    `PS> irm ${U}\n${REMOTE}`,
    `$ curl -s ${U}\n${BODY}`,
    `    r = requests.get("${U}")\n${PYTHON}`,
    `await axios.get("${U}")\nAxiosError: Request failed with status code 500`,
  ])('a GET may be replayed: %s', (text) => {
    expect(explained({ answer: text }).exchange.diagnosis?.retry.helps).toBe('later')
  })

  it.each([
    `Error: 500 Internal Server Error for url: ${U}`,
    `Error: 500 Internal Server Error for url: ${U}\n${BODY}`,
    `PS> irm @params\n${REMOTE} ${U}`,
    `PS> irm ${U} -Method $method\n${REMOTE}`,
    `+ Invoke-RestMethod -Uri ${U} -Meth ...\n${REMOTE}`,
    `token = os.environ.get("TOKEN")\n${PYTHON}`,
    `requests.get(a)\nrequests.post(b)\n${PYTHON}`,
    "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='api.guardhouse.example', port=443): Read timed out.",
  ])('no method is told, so the user is to check first: %s', (text) => {
    const { exchange } = explained({ answer: text })
    expect(exchange.diagnosis?.retry.helps).toBe('unsafe')
    expect(exchange.diagnosis?.retry.advice).toContain('does not know the method')
    expect(exchange.reading?.join(' ')).toContain('The text names no method.')
  })

  it('a method that the user told is known', () => {
    const { exchange } = explained({ answer: `HTTP 500 for ${U}`, request: `GET ${U}` })
    expect(exchange.diagnosis?.retry.helps).toBe('later')
  })
})
