const JWT = /\b(eyJ[\w-]{4,8000}\.eyJ[\w-]{4,20000}\.)[\w-]{1,2000}/g
const SECRET_HEADERS =
  /^([>\s]{0,8}(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|external-gh-apim-sub-key)[ \t]*:[ \t]*)(?!bearer eyJ)\S[^\r\n]*/gim

/** A text whose tokens cannot be used any more. What a token claims can still be read. */
export function withoutTokens(text: string): string {
  return text.replace(JWT, '$1signature-removed').replace(SECRET_HEADERS, '$1removed')
}
