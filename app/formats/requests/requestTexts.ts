import type { Exchange } from '../../contract/exchange.ts'
import type { RequestFormat } from '../../contract/exportFormats.ts'
import type { Redacted } from '../../contract/redacted.ts'
import { toCSharp } from './cSharp.ts'
import { toCurl } from './curl.ts'
import { toAxios, toFetch } from './javaScript.ts'
import { toPowerShell } from './powerShell.ts'
import { toPython } from './python.ts'
import { toRawHttp } from './rawHttp.ts'

interface RequestText {
  /** `number` counts from 1 through those that come into one text. */
  write(exchange: Redacted<Exchange>, number: number): string
  /** What begins a line that is a comment. */
  comment: string
  between: string
}

/** How a request is written for each program. A language is a row here and one in the contract. */
export const REQUEST_TEXTS = {
  curl: { write: toCurl, comment: '# ', between: '\n' },
  fetch: { write: toFetch, comment: '// ', between: '\n' },
  axios: { write: toAxios, comment: '// ', between: '\n' },
  python: { write: toPython, comment: '# ', between: '\n' },
  powershell: { write: toPowerShell, comment: '# ', between: '\n' },
  csharp: { write: toCSharp, comment: '// ', between: '\n' },
  // As editors that send .http files divide them.
  http: { write: toRawHttp, comment: '# ', between: '\r\n\r\n###\r\n\r\n' },
} satisfies Record<RequestFormat, RequestText>
