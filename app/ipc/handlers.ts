import { PosternError } from '../contract/errors.ts'
import type { AppInfo, Settings } from '../contract/calls.ts'
import type { Notice } from '../contract/notice.ts'
import type { Profile } from '../contract/profile.ts'
import type { Sender } from '../delivery/sender.ts'
import type { History } from '../history/history.ts'
import type { SettingsFile } from '../settings/settings.ts'
import type { Vault } from '../vault/vault.ts'
import type { Handlers } from './serve.ts'

export interface HandlerPorts {
  info(): Omit<AppInfo, 'notices'>
  notices: Map<string, Notice>
  settings: SettingsFile
  vault: Vault
  history: History
  sender: Sender
  profiles(): Profile[]
  /** The page can be used from now on. */
  onReady(): void
  onSettings(settings: Settings): void
}

/** What each call does, by domain. Whatever goes in has been parsed; whatever comes out goes to the page. */
export function createHandlers(ports: HandlerPorts): Handlers {
  return { ...appCalls(ports), ...keyCalls(ports), ...exchangeCalls(ports) }
}

type CallsOf<Domain extends string> = {
  [N in keyof Handlers as N extends `${Domain}:${string}` ? N : never]: Handlers[N]
}

function appCalls({
  info,
  notices,
  settings,
  profiles,
  onReady,
  onSettings,
}: HandlerPorts): CallsOf<'app' | 'settings' | 'profiles'> {
  return {
    'app:info': () => ({ ...info(), notices: [...notices.values()] }),
    'app:ready': onReady,
    'app:dismissNotice': ({ id }) => {
      notices.delete(id)
    },
    'settings:get': () => settings.get(),
    'settings:set': async (part) => {
      const changed = await settings.set(part)
      onSettings(changed)
      return changed
    },
    'profiles:list': () => profiles(),
  }
}

function keyCalls({ vault, sender, profiles }: HandlerPorts): CallsOf<'keys' | 'window' | 'token'> {
  return {
    'keys:list': () => vault.list(),
    'keys:set': async ({ profile, key, secret }) => {
      profileNamed(profiles(), profile)
      const info = await vault.set(profile, key, secret)
      sender.forget(profile, key)
      return info
    },
    'keys:remove': async ({ profile, key }) => {
      await vault.remove(profile, key)
      sender.forget(profile, key)
    },
    'keys:test': ({ profile, key }) => sender.exchangeKey(profileNamed(profiles(), profile), key),
    'window:state': ({ profile, key }) => sender.windowState(profileNamed(profiles(), profile), key),
    'token:state': ({ profile, key }) => sender.tokenState(profileNamed(profiles(), profile), key),
  }
}

function exchangeCalls({ sender, history, profiles }: HandlerPorts): CallsOf<'exchange' | 'history'> {
  return {
    'exchange:send': ({ profile, key, method, target, headers, body, vouched, replayOf }) => {
      const source = replayOf === null ? 'composer' : 'replay'
      const { id } = sender.send({
        profile: profileNamed(profiles(), profile),
        key,
        method,
        target,
        headers,
        body,
        vouched,
        source,
        replayOf,
      })
      return { id }
    },
    'exchange:cancel': ({ id }) => {
      if (!sender.cancel(id)) throw notUnderWay()
    },
    'exchange:sendNow': ({ id }) => {
      if (!sender.sendNow(id)) throw notUnderWay()
    },
    'history:list': (page) => history.list(page),
    'history:get': async ({ id }) => {
      const exchange = await history.get(id)
      if (exchange === null) {
        throw new PosternError(
          'not-found',
          'This exchange is not in the history.',
          'Reload the list: it may have been deleted.',
        )
      }
      return exchange
    },
  }
}

function notUnderWay(): PosternError {
  return new PosternError('not-found', 'This exchange has already ended.', 'Nothing needs to be done.')
}

function profileNamed(profiles: readonly Profile[], id: string): Profile {
  const profile = profiles.find((candidate) => candidate.id === id)
  if (!profile) {
    throw new PosternError('not-found', `There is no profile named “${id}”.`, 'Choose another profile.')
  }
  return profile
}
