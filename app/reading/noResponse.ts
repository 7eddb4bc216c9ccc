import { describe, step, type CatalogText } from '../catalog/text.ts'
import type { Exchange, Scope } from '../contract/exchange.ts'
import type { Claims } from '../contract/token.ts'
import type { PastedContent } from './pastedText.ts'

const nothing = describe(
  'Postern found no response in this text',
  'The text holds no response, no HTTP status and no network error that Postern can read.',
  'The text is something else, or parts of it are missing.',
  [
    step('Paste the response body, or what curl -i prints.'),
    step('Paste the whole error of your program, with the HTTP status.'),
  ],
  'unsafe',
  'Postern cannot tell without a response.',
)

/** What is said of texts that hold no response and no reason for its absence. */
const TEXTS: Readonly<Partial<Record<PastedContent, CatalogText>>> = {
  nothing,
  token: {
    ...nothing,
    title: 'This text is a token, not a response',
    meaning: 'Postern read the claims of the token. It did not keep the token.',
    cause: 'The text holds a token and nothing else.',
    remedy: [step('Paste the response too, to compare it with the claims.')],
  },
  command: {
    ...nothing,
    title: 'This text is a command, not a response',
    meaning: 'Postern read the request from the command. The text holds no response.',
    cause: 'The command has not run, or its output is missing.',
    remedy: [step('Run the command with -i, and paste what it prints.')],
  },
  code: {
    ...nothing,
    title: 'This text is program code, not a response',
    meaning: 'The code sends a request. The text holds no response to it.',
    cause: 'Postern reads requests from commands, JavaScript and raw HTTP, and not from this language.',
    remedy: [
      step('Run the program, and paste the response or the error that it prints.'),
      step('Or paste the request as a curl command.'),
    ],
  },
  capture: {
    ...nothing,
    title: 'This text is a HAR file, not a response',
    meaning: 'A HAR file holds many requests. Postern imports them into the history.',
    cause: 'The text holds a whole HAR file.',
    remedy: [step('Import the file as a HAR file: drop it here, or run postern import FILE.')],
  },
  unread: {
    ...nothing,
    title: 'Postern stopped reading this text',
    meaning: 'Postern does not know whether the text holds a response.',
    cause: 'The text takes too much time or memory to read.',
    remedy: [step('Paste the response alone, without the text around it.')],
  },
}

/** What a token lets its holder see; a claim that is not there sets no limit. */
function scopeOf({ keyType, companyIds, customerIds, siteIds }: Claims): Scope {
  const allowed = {
    KeyType: keyType === null ? [] : [keyType],
    CompanyId: companyIds ?? [],
    CustomerId: customerIds ?? [],
    SiteId: siteIds ?? [],
  }
  const rows = (['KeyType', 'CompanyId', 'CustomerId', 'SiteId'] as const).map((claim) => ({
    claim,
    allowed: allowed[claim],
    requested: [],
    verdict: 'not-named' as const,
  }))
  return { rows, refusedBy: null, refusedValue: null, namedIn: null }
}

/** The exchange of a text without a response: it says so, and what to do. */
export function withoutResponse(exchange: Exchange, content: PastedContent, claims: Claims | null): Exchange {
  const { title, meaning, cause, remedy, retry } = TEXTS[content] ?? nothing
  return {
    ...exchange,
    outcome: 'transport-failure',
    diagnosis: {
      headline: title,
      meaning,
      cause,
      remedy: remedy.map(({ text }) => text),
      remedyActions: remedy.map(({ action }) => action),
      basis: 'body-shape',
      retry: { ...retry, notBefore: null },
      scope: content === 'token' && claims ? scopeOf(claims) : null,
      parameters: [],
      traceId: null,
      fingerprint: `pasted ${content}`,
    },
  }
}
