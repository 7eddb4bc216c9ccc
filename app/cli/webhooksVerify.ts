import type { Finding } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'
import type { FindingRule } from '../contract/exchange.ts'
import { formatCount, plural } from '../contract/words.ts'
import { finding } from '../diagnosis/findings.ts'
import { nodeHashing } from '../files/hashing.ts'
import type { Delivery } from '../webhooks/delivery.ts'
import { judge, type Judgement } from '../webhooks/judge.ts'
import { readRawRequest } from '../webhooks/rawRequest.ts'
import { schemeText } from '../webhooks/scheme.ts'
import { parse } from './arguments.ts'
import { readInput } from './input.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import type { VerifyDocument } from './verifyDocument.ts'
import { keptScheme, webhookSecrets } from './webhooksTool.ts'

const OPTIONS = {
  'secret-env': { type: 'string', multiple: true },
  json: { type: 'boolean' },
} as const

/** Checks one delivery of a file, as the signature of its bytes. */
export async function verifyDelivery(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, OPTIONS)
  const [file = '-', extra] = positionals
  if (extra !== undefined) throw new CommandError(`"${extra}" is one word too many. See --help.`)
  const secrets = webhookSecrets(values['secret-env'], io)
  const bytes = file === '-' ? await io.stdin() : await readInput(file, 'The delivery')
  const delivery = readRawRequest(bytes)
  if (!delivery)
    throw new CommandError(
      'The delivery has no empty line between its head and its body. Give a raw HTTP request.',
    )
  const judgement = judge(delivery, secrets, await keptScheme(io).known(), nodeHashing)
  const findings = findingsOf(delivery, judgement)
  const { signature, scheme, reason } = judgement
  const document: VerifyDocument = { signature, scheme, reason, findings }
  if (values.json) io.stdout(`${JSON.stringify(document, null, 2)}\n`)
  else io.stdout(verifyText(judgement, findings))
  return signature === 'valid' ? EXIT.success : EXIT.failure
}

/** When the delivery arrived nobody tells, so its timestamp is not judged. */
function findingsOf({ headers, body }: Delivery, { signature, reason }: Judgement): Finding[] {
  const said: Partial<Record<Judgement['signature'], FindingRule>> = {
    wrong: 'signature-wrong',
    missing: 'signature-missing',
  }
  const rule = said[signature]
  const announced = Number(headerOf(headers, 'content-length') ?? body.length)
  const cut = `Content-Length says ${plural(announced, 'byte')}, and the body has ${formatCount(body.length)}.`
  return [
    ...(rule ? [finding(rule, '$.request.headers', reason)] : []),
    ...(announced > body.length ? [finding('body-truncated', '$.request.body', cut)] : []),
  ]
}

const CERTAINTY_TEXTS = {
  assumed: 'assumed',
  found: 'found from this delivery',
  certain: 'certain: two deliveries showed it',
}

function verifyText(
  { signature, scheme, certainty, reason }: Judgement,
  findings: readonly Finding[],
): string {
  const lines = [`${signature}  ${reason}`]
  if (scheme && certainty) lines.push(`Scheme    ${schemeText(scheme)} (${CERTAINTY_TEXTS[certainty]})`)
  for (const { severity, rule, message } of findings)
    if (message !== reason) lines.push(`Finding   ${severity} ${rule}: ${message}`)
  return `${lines.join('\n')}\n`
}
