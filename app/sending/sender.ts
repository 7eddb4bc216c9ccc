import type { Exchange, Header, Source } from '../contract/exchange.ts'
import type { Profile } from '../contract/profile.ts'
import type { WindowState } from '../contract/rateWindow.ts'
import type { Redacted } from '../contract/redacted.ts'
import type { Claims, TokenState } from '../contract/token.ts'
import type { TokenTrial } from '../contract/tokenTrial.ts'

/** What the user means to send, as the sender takes it. */
export interface Intent {
  profile: Profile
  /** Alias of the key; null sends without one. */
  key: string | null
  /** A bearer token that is at hand already, or the whole value of the header; it is used instead of a key. */
  token?: string
  /** The origin that such a token goes to; by default the profile's. */
  tokenOrigin?: string
  /** The origin that the request was written for: to another one it does not go. */
  writtenFor?: string
  method: string
  /** A path with its query, or a whole URL. */
  target: string
  headers: readonly Header[]
  body: string | null
  /** The user's word that sending it twice does no harm. */
  markedIdempotent: boolean
}

/** An intent, and where it comes from. */
export interface SendOptions extends Intent {
  source: Source
  replayOf: string | null
  /** One of `newId`, for those who must know it before anything can leave. */
  id?: string
}

export interface Sender {
  /**
   * Starts an exchange; its id is known at once. `done` ends with the exchange as it was recorded, whatever a server, a
   * network or a missing key does.
   * @throws PosternError bad-input, or internal once the sender is closed
   */
  send(options: SendOptions): { id: string; done: Promise<Redacted<Exchange>> }
  newId(): string
  /** False when it is not under way. */
  cancel(id: string): boolean
  /** Cuts the wait under way short, and sends, window or not. False when nothing is waited for. */
  sendNow(id: string): boolean
  /** Ms until such a request may leave without being held back; 0 when that is now. */
  waitMs(options: Pick<SendOptions, 'profile' | 'key' | 'target'>): number
  /**
   * Resolves once such a request may go to its host.
   * @throws PosternError bad-input when the user does not let it
   */
  consent(options: Pick<SendOptions, 'profile' | 'target'>): Promise<void>
  windowState(profile: Profile, key: string): WindowState
  tokenState(profile: Profile, key: string): TokenState
  /** Tokens, and what came with them, that are held or on the wire now: in clear, so that they are redacted. */
  secrets(): string[]
  /**
   * Exchanges the key anew and tells the claims of its token; null when the token has none that can be read.
   * @throws PosternError when there is no key, or it leads to no token
   */
  exchangeKey(profile: Profile, key: string): Promise<Claims | null>
  /**
   * Requests a token once, for a profile as it is being written. The key is given, and nothing is kept.
   * @throws PosternError bad-input when the user does not let it go to the host
   */
  tryKey(profile: Profile, secret: string): Promise<TokenTrial>
  /** Drops the token of a key, or of all keys of a profile: the key was changed or removed. */
  forget(profileId: string, key?: string): void
  /** Cancels what is under way, waits until that is recorded, and closes all connections. Nothing is sent any more. */
  close(): Promise<void>
}
