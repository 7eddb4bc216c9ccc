import { app } from 'electron'
import { systemClock } from '../clock.ts'
import type { Exchange } from '../contract/exchange.ts'
import { isSafeMethod } from '../contract/http.ts'
import { summarize } from '../contract/summary.ts'
import type { ExchangeRecorder } from '../contract/recording.ts'
import type { Broadcast } from '../ipc/broadcast.ts'
import { withFirstPieces, type OpenedExchange } from '../operations/openedExchange.ts'
import { createRecorder } from '../recorder/recorder.ts'
import { createSender } from '../sending/createSender.ts'
import type { Sender } from '../sending/sender.ts'
import type { HostConsent } from '../session/hostConsent.ts'
import { systemProxy } from '../shell/systemProxy.ts'
import type { Kept } from './kept.ts'
import type { Redaction } from './redaction.ts'

interface RecordingOptions {
  kept: Kept
  redaction: Redaction
  opened: OpenedExchange
  /** Tells the page what is redacted already: to redact a long body once more would hold up this thread. */
  notifyRedacted: Broadcast
  /** Hears of each exchange as it is recorded. */
  onRecorded(exchange: Exchange): void
}

interface SendingOptions extends Pick<RecordingOptions, 'kept' | 'redaction'> {
  recorder: ExchangeRecorder
  consent: HostConsent
  notify: Broadcast
}

/** The recorder of the window: what it takes goes into the history and to the page. */
export function openRecording(options: RecordingOptions): ExchangeRecorder {
  const { kept, redaction, opened, notifyRedacted } = options
  const { history, catalogFile } = kept
  const { registry, redactor, headers, thread } = redaction
  return createRecorder({
    registry,
    redactor,
    headers,
    catalog: catalogFile.catalog,
    keep: (exchange, options) => history.put(exchange, options),
    onRecorded: (exchange) => {
      options.onRecorded(exchange)
      const isOpened = exchange.id === opened.id
      if (isOpened) opened.exchange = exchange
      notifyRedacted('exchange:changed', {
        summary: summarize(exchange),
        exchange: isOpened ? withFirstPieces(exchange) : null,
      })
    },
    thread: {
      read: (work) => thread.run('read', work),
      explain: (evidence) => thread.run('explain', evidence),
    },
  })
}

/** The sender, whose exchanges go through the recorder. */
export function openSending({ kept, redaction, recorder, consent, notify }: SendingOptions): Sender {
  const { vault, lastClaims, provenRecipes, catalogFile, handedSecrets, bindingOf } = kept
  const { redactor } = redaction
  return createSender({
    clock: systemClock,
    secretOf: (profile, alias) => vault.get(profile.id, alias, bindingOf(profile)),
    proven: {
      has: (profile) => provenRecipes.has(bindingOf(profile)),
      add: (profile) => {
        provenRecipes.add(bindingOf(profile))
      },
    },
    consent,
    recorder,
    // What only reads is asked as often as anybody likes.
    handOver(id, method, find) {
      const secrets = isSafeMethod(method) ? [] : find()
      if (secrets.length > 0) handedSecrets.hold(id, secrets)
      return Promise.resolve(secrets.length > 0 ? 'held' : null)
    },
    onProgress: (progress) => {
      notify('exchange:progress', progress)
    },
    onWindow: (state) => {
      notify('window:changed', state)
    },
    onToken: (state) => {
      // A server may put into a claim whatever it was told.
      lastClaims.learn(redactor.now.value(state))
      notify('token:changed', state)
    },
    catalog: catalogFile.catalog,
    proxyFor: systemProxy,
    version: app.getVersion(),
  })
}
