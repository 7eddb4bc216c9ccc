import { methodsAt } from '../../catalog/routes.ts'
import { step, type CatalogText } from '../../catalog/text.ts'
import { headerOf } from '../../contract/headers.ts'
import { clip } from '../../contract/values.ts'
import { listed } from '../../contract/words.ts'
import type { AnswerContext, Explanation } from '../answerContext.ts'
import { isGeneral } from '../said.ts'
import { isTokenRequest } from '../subject.ts'
import { isApiKind } from '../shapes.ts'
import { quotedAtEnd } from '../words.ts'

/** A 405: which methods the catalog knows for the path, else the response. None is proposed that may change something. */
export function explainMethod(subject: AnswerContext, base: CatalogText): Partial<Explanation> {
  const { request, response, target, catalog, decoded } = subject
  const said = isApiKind(decoded.envelope.kind) ? subject.messages[0] : undefined
  const known = methodsAt(catalog, target.path)
  const allowed = (headerOf(response.headers, 'allow') ?? '').slice(0, 200).match(/[A-Z]{3,10}/g) ?? []
  const isRead = (known.length > 0 ? known : allowed).includes('GET') && request.method !== 'GET'
  return {
    headline: `${clip(request.method, 20)} is not open for this path`,
    cause: [
      ...(said === undefined || isGeneral(said) ? [] : [`The API says: ${quotedAtEnd(said)}`]),
      known.length > 0
        ? `The API documentation has no ${clip(request.method, 20)} there, only ${listed(known)}.`
        : base.cause,
      ...(allowed.length > 0 ? [`The response allows ${listed(allowed)}.`] : []),
    ].join(' '),
    remedy: [
      isRead
        ? step('Use GET to read.', 'edit-request')
        : request.method === 'GET' && isTokenRequest({ method: 'POST', url: request.url })
          ? step('Send the token request with POST, and the key in its body.', 'edit-request')
          : step('Look in the catalog for the methods of this path.', 'open-catalog'),
      step('If you need another call, ask Guardhouse support for it.', 'copy-for-support'),
    ],
  }
}
