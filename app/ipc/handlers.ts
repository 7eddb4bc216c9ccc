import { PosternError } from '../contract/errors.ts'
import type { Handlers } from './answer.ts'
import { catalogCalls } from './catalogCalls.ts'
import { createChosenFiles } from './chosenFiles.ts'
import { historyCalls } from './historyCalls.ts'
import { exportCalls } from './exportCalls.ts'
import { importCalls } from './importCalls.ts'
import { keyCalls } from './keyCalls.ts'
import { replayCalls } from './replayCalls.ts'
import { sandboxCalls } from './sandboxCalls.ts'
import { updateCalls } from './updateCalls.ts'
import { profileNamed, type CallsOf, type HandlerPorts } from './ports.ts'

/** What each call does, by domain. Whatever goes in has been parsed; whatever comes out goes to the page. */
export function createHandlers(ports: HandlerPorts): Handlers {
  return {
    ...appCalls(ports),
    ...catalogCalls(ports),
    ...keyCalls(ports),
    ...exchangeCalls(ports),
    ...historyCalls(ports),
    ...replayCalls(ports),
    ...importCalls(ports),
    ...exportCalls(ports),
    ...sandboxCalls(ports),
    ...updateCalls(ports),
  }
}

function appCalls({
  info,
  notices,
  settings,
  draft,
  profiles,
  placeOf,
  sender,
  redactor,
  onReady,
  onSettings,
  zoom,
  chooseCaFile,
}: HandlerPorts): CallsOf<'app' | 'settings' | 'profiles' | 'draft'> {
  const mayBeRead = createChosenFiles(() => settings.get().profiles.map(({ caFile }) => caFile))
  return {
    'app:info': () => ({ ...info(), notices: notices.list() }),
    'app:ready': onReady,
    'app:dismissNotice': ({ id }) => {
      notices.dismiss(id)
    },
    'app:zoom': ({ to }) => ({ percent: zoom(to) }),
    'settings:get': () => settings.get(),
    'settings:set': async (part) => {
      for (const { caFile } of part.profiles ?? []) mayBeRead.check(caFile)
      const before = new Map(profiles().map((profile) => [profile.id, placeOf(profile)]))
      const changed = await settings.set(redactor.value(part))
      for (const profile of profiles()) {
        // A token is bound to its host as its key is.
        if (before.has(profile.id) && before.get(profile.id) !== placeOf(profile)) sender.forget(profile.id)
      }
      await onSettings(changed)
      return changed
    },
    'profiles:list': () => profiles(),
    'profiles:chooseCaFile': async () => ({ file: mayBeRead.chosen(await chooseCaFile()) }),
    'draft:get': () => ({ text: draft.text }),
    'draft:keep': ({ text }) => draft.keep(redactor.text(text)),
  }
}

function exchangeCalls({ sender, profiles }: HandlerPorts): CallsOf<'exchange'> {
  return {
    'exchange:send': ({ profile, key, method, target, headers, body, markedIdempotent, replayOf }) => {
      const source = replayOf === null ? 'composer' : 'replay'
      const { id } = sender.send({
        profile: profileNamed(profiles(), profile),
        key,
        method,
        target,
        headers,
        body,
        markedIdempotent,
        source,
        replayOf,
      })
      return { id }
    },
    'exchange:cancel': ({ id }) => {
      if (!sender.cancel(id)) throw tooLate('This exchange has already ended.')
    },
    'exchange:sendNow': ({ id }) => {
      if (!sender.sendNow(id)) throw tooLate('This exchange waits for nothing that could be cut short.')
    },
  }
}

function tooLate(message: string): PosternError {
  return new PosternError('not-found', message, 'Nothing needs to be done.')
}
