import type { Exchange } from '../../contract/exchange.ts'
import type { Redacted } from '../../contract/redacted.ts'
import { named, quoted } from './javaScript.ts'
import { joined, partsOf, remarks } from './parts.ts'

/** Headers that .NET keeps with the content, and takes nowhere else (System.Net.Http, HttpContentHeaders). */
const OF_CONTENT = /^(?:allow|content-.*|expires|last-modified)$/i

/** The request for .NET's HttpClient, as top-level statements. */
export function toCSharp(exchange: Redacted<Exchange>, number = 1): string {
  const parts = partsOf(exchange)
  const { method, url, headers, body } = parts
  const request = named('request', number)
  const response = named('response', number)
  const add = (target: string) =>
    headers
      .filter(({ name }) => OF_CONTENT.test(name) === (target !== request))
      .map(
        ({ name, values }) =>
          `${target}.Headers.TryAddWithoutValidation(${quoted(name)}, ${quoted(joined(name, values))});\n`,
      )
      .join('')
  const contentHeaders = add(`${request}.Content`)
  const hasContent = body !== null || contentHeaders !== ''
  return (
    (number === 1
      ? 'using System.Net.Http;\nusing System.Text;\n\nusing var client = new HttpClient();\n\n'
      : '') +
    remarks(parts, '//', 'HttpClient') +
    `using var ${request} = new HttpRequestMessage(new HttpMethod(${quoted(method)}), ${quoted(url)});\n` +
    add(request) +
    (hasContent
      ? `${request}.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(${quoted(body ?? '')}));\n`
      : '') +
    contentHeaders +
    `using var ${response} = await client.SendAsync(${request});\n` +
    `Console.WriteLine((int)${response}.StatusCode + " " + await ${response}.Content.ReadAsStringAsync());\n`
  )
}
