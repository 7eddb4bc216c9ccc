import { join } from 'node:path'
import type { Catalog } from '../catalog/catalog.ts'
import type { Exchange } from '../contract/exchange.ts'
import type { ExchangeRecorder } from '../contract/recording.ts'
import { suggestion } from '../contract/nearest.ts'
import type { Redacted } from '../contract/redacted.ts'
import { splitUrl } from '../contract/url.ts'
import { own } from '../contract/values.ts'
import type { Scheme } from '../contract/webhooks.ts'
import { openSchemeFile, type SchemeFile } from '../deliveries/schemeFile.ts'
import type { History } from '../history/history.ts'
import { createAsyncRedactor } from '../recorder/asyncRedactor.ts'
import { createRecorder } from '../recorder/recorder.ts'
import { createSecretRegistry } from '../recorder/secretRegistry.ts'
import type { WebhookSecret } from '../webhooks/judge.ts'
import { NAMED_SCHEMES, type SchemeName } from '../webhooks/scheme.ts'
import { secretFrom } from './arguments.ts'
import { dataFolderOf } from './dataFolder.ts'
import { CommandError, EXIT, type Io } from './io.ts'

/** The environment variable of the secret where --secret-env names none. */
const USUAL_VARIABLE = 'POSTERN_WEBHOOK_SECRET'
/** Where the listener is unless told otherwise. */
export const USUAL_PORT = 47_200

/** The secrets of `--secret-env`, in their order. */
export function webhookSecrets(names: readonly string[] | undefined, io: Io): WebhookSecret[] {
  if (names === undefined && !own(io.env, USUAL_VARIABLE)) return []
  return (names ?? [USUAL_VARIABLE]).map((name) => ({ name, value: secretFrom(io, name, '--secret-env') }))
}

export function secretToSign(names: readonly string[] | undefined, io: Io): WebhookSecret {
  const [first] = webhookSecrets(names, io)
  if (first) return first
  throw new CommandError(
    `Postern signs with a secret. Put it into ${USUAL_VARIABLE}, or name another variable with --secret-env.`,
  )
}

export function urlOf(text: string, option: string): string {
  if (splitUrl(text).authority.includes('@'))
    throw new CommandError(`${option} takes a URL without a user name and a password.`)
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return text
  throw new CommandError(`${option} takes a URL, for example http://127.0.0.1:3000/hook.`)
}

/** The scheme of `--scheme`. */
export function schemeNamed(name: string): Scheme {
  const isKnown = (given: string): given is SchemeName => own(NAMED_SCHEMES, given) !== undefined
  if (isKnown(name)) return NAMED_SCHEMES[name]
  const names = Object.keys(NAMED_SCHEMES)
  throw new CommandError(`--scheme takes ${names.join(', ')}, not "${name}".${suggestion(name, names)}`)
}

export function keptScheme(io: Io): SchemeFile {
  return openSchemeFile(join(dataFolderOf(io), 'webhooks.json'))
}

export interface WebhookRecorder {
  recorder: ExchangeRecorder
  /** Resolves when all that was recorded is with the history. */
  settled(): Promise<void>
}

/** A recorder of deliveries; without a history it keeps nothing. */
export function openRecorder(
  history: History | null,
  catalog: Catalog,
  on: { secrets(): readonly string[]; recorded?(exchange: Redacted<Exchange>): void },
): WebhookRecorder {
  const registry = createSecretRegistry(on.secrets)
  const keeping = new Set<Promise<void>>()
  const recorder = createRecorder({
    registry,
    redactor: createAsyncRedactor(registry.all, null),
    catalog: () => catalog,
    keep(exchange, options) {
      const kept = (history?.put(exchange, options) ?? Promise.resolve()).finally(() => keeping.delete(kept))
      keeping.add(kept)
      return kept
    },
    ...(on.recorded && { onRecorded: on.recorded }),
  })
  return {
    recorder,
    async settled() {
      await Promise.allSettled(keeping)
    },
  }
}

/** By what became of each delivery: a response weighs more than none. */
export function exitCodeOfAll(statuses: readonly (number | null)[]): number {
  if (statuses.some((status) => status !== null && (status < 200 || status > 299))) return EXIT.failure
  return statuses.includes(null) ? EXIT.noAnswer : EXIT.success
}
