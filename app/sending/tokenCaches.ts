import { PosternError } from '../contract/errors.ts'
import type { Attempt } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import type { TokenTrial } from '../contract/tokenTrial.ts'
import type { Claims, TokenState } from '../contract/token.ts'
import type { CancellableDelay } from './cancellableDelay.ts'
import { getOrMake, notify } from './held.ts'
import type { ServerClock } from './serverClock.ts'
import { tokenRequestText } from '../contract/tokenRequestText.ts'
import { checkedOrigin } from './target.ts'
import { TokenCache, type TokenPorts } from './tokenCache.ts'

interface TokenCaches {
  of(profile: Profile, key: string): TokenCache
  state(profile: Profile, key: string): TokenState
  /** Every token and key that is held in memory. */
  secrets(): string[]
  /** Requests a new token, and returns its claims. Throws PosternError when there is none, Cancelled when `life` ends. */
  exchangeKey(profile: Profile, key: string, life: CancellableDelay): Promise<Claims | null>
  /** Requests a token once, of a profile as it is being written. Nothing is kept. Throws as `exchangeKey` does. */
  tryKey(profile: Profile, secret: string, life: CancellableDelay): Promise<TokenTrial>
  /** Drops the tokens of a profile, or of one of its keys. */
  forget(profileId: string, key?: string): void
  close(): void
}

/** The tokens of one key. */
interface KeyTokens {
  tokens: TokenCache
  profile: Profile
  key: string
}

export function createTokenCaches(
  ports: Omit<TokenPorts, 'onChange'>,
  serverOf: (origin: string) => ServerClock,
  onToken: (state: TokenState) => void,
): TokenCaches {
  const caches = new Map<string, KeyTokens>()

  function of(profile: Profile, key: string): TokenCache {
    const server = serverOf(checkedOrigin(profile.baseUrl))
    return getOrMake(caches, [profile.id, key, profile.baseUrl, JSON.stringify(profile.token)], () => {
      const onChange = () => notify(() => onToken(state(profile, key)))
      return { profile, key, tokens: new TokenCache(profile, key, server, { ...ports, onChange }) }
    }).tokens
  }

  function state(profile: Profile, key: string): TokenState {
    const { token } = of(profile, key)
    const expiresAt = token?.expiresAt ?? null
    const offset = serverOf(checkedOrigin(profile.baseUrl)).offset() ?? 0
    return {
      profile: profile.id,
      key,
      claims: token?.claims ?? null,
      expiresAt: expiresAt === null ? null : expiresAt - offset,
    }
  }

  async function exchangeKey(profile: Profile, key: string, life: CancellableDelay): Promise<Claims | null> {
    const tokens = of(profile, key)
    tokens.use(profile)
    const nobody = { onAttempts: () => Promise.resolve(), onWaiting: () => undefined }
    const ticket = tokens.join(nobody, tokens.token?.value ?? null)
    try {
      const result = await life.during(ticket.result, ticket.skipWait)
      if (result.token) return result.token.claims
      throw noToken(key, result.attempts)
    } finally {
      ticket.leave()
    }
  }

  async function tryKey(profile: Profile, secret: string, life: CancellableDelay): Promise<TokenTrial> {
    const server = serverOf(checkedOrigin(profile.baseUrl))
    const once = { ...profile, retry: { ...profile.retry, backoffMs: [], maxWindows: 0 } }
    const secretOf = () => Promise.resolve(secret)
    const cache = new TokenCache(once, '', server, { ...ports, secretOf, onChange: () => undefined })
    let attempts: readonly Attempt[] = []
    const onAttempts = (all: readonly Attempt[]) => {
      attempts = all
      return Promise.resolve()
    }
    const ticket = cache.join({ onAttempts, onWaiting: () => undefined }, null)
    try {
      const { token } = await life.during(ticket.result, ticket.skipWait)
      const attempt = attempts.at(-1) ?? null
      const offset = server.offset() ?? 0
      if (!token) return { attempt, hasToken: false, claims: null, expiresAt: null }
      const expiresAt = token.expiresAt === null ? null : token.expiresAt - offset
      return { attempt, hasToken: true, claims: token.claims, expiresAt }
    } finally {
      ticket.leave()
    }
  }

  return {
    of,
    state,
    secrets: () => [...caches.values()].flatMap(({ tokens }) => tokens.secrets()),
    exchangeKey,
    tryKey,
    forget(profileId, key) {
      for (const [name, { tokens, profile, key: alias }] of caches) {
        if (profile.id !== profileId || (key !== undefined && key !== alias)) continue
        tokens.close()
        caches.delete(name)
        onToken({ profile: profile.id, key: alias, claims: null, expiresAt: null })
      }
    },
    close() {
      for (const { tokens } of caches.values()) tokens.close()
    },
  }
}

function noToken(key: string, attempts: readonly Attempt[]): PosternError {
  const last = attempts.at(-1)
  const reason = last?.failure ? last.failure.message : (last?.decision?.reason ?? 'No response arrived.')
  const sent = last?.tokenRequest ? ` ${tokenRequestText(last.tokenRequest)}` : ''
  return new PosternError(
    'bad-input',
    `The key “${key}” led to no token. ${reason}${sent}`,
    last?.failure
      ? 'Check the base URL of the profile and the network, then test again.'
      : 'Check the key and the token settings of the profile, then test again.',
  )
}
