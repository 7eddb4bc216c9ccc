import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Header } from '../contract/exchange.ts'
import { headerOf } from '../contract/headers.ts'
import type { Profile } from '../contract/profile.ts'
import { splitUrl } from '../contract/url.ts'
import { decodeText } from '../diagnosis/bodyText.ts'
import { readTokenAnswer } from '../sending/tokenRecipe.ts'
import { createCallKeys } from './callKeys.ts'
import type { CallEnded } from './calls.ts'
import { createCallWindows } from './callWindows.ts'
import { decodedContent } from './contentCoding.ts'
import type { Passed } from './passOn.ts'

/** One call, as it counts against the window of its key. */
export interface CountedCall {
  /** Mark of its token; null where it has none. */
  token: string | null
  /** Mark of its key, as far as that is known at its beginning. */
  key: string | null
  /** Waits until the window has room, up to 70 s or until the signal. Resolves with the ms that it waited. */
  room(signal: AbortSignal): Promise<number>
  /** What is known once it has ended. */
  ended(passed: Passed): Promise<Known>
}

type Known = Pick<CallEnded, 'key' | 'isTokenRequest' | 'secrets' | 'window' | 'clockOffsetMs' | 'boundaryMs'>

export interface Counting {
  enter(call: { headers: readonly Header[]; target: string }): CountedCall
}

/** A whole window, and what two clocks may differ by. */
const LONGEST_HOLD_MS = 70_000

/** Knows keys and windows of the calls that pass. Everything counts; whether something waits is up to the caller. */
export function createCounting(
  { id, token, rate }: Pick<Profile, 'id' | 'token' | 'rate'>,
  salt: string,
): Counting {
  const times = { now: () => Date.now(), monotonic: () => performance.now() }
  const keys = createCallKeys(token, salt, (body) => readTokenAnswer(body, token, Date.now())?.value ?? null)
  const windows = createCallWindows(id, rate, times)

  return {
    enter({ headers, target }) {
      const isTokenRequest = keys.isTokenRequest(target)
      let key = keys.of(headers)
      const counted = key !== null && windows.counts(splitUrl(target).path) ? key : null
      let pass = counted === null ? null : windows.pass(counted)
      let sentAt = times.monotonic()

      async function room(signal: AbortSignal): Promise<number> {
        if (counted === null || pass === null) return 0
        windows.takeBack(counted, pass)
        const begun = times.monotonic()
        const passed = () => times.monotonic() - begun
        for (;;) {
          const waitMs = Math.min(windows.waitMs(counted), LONGEST_HOLD_MS - passed())
          if (waitMs <= 0 || signal.aborted) break
          await sleep(waitMs, undefined, { signal }).catch(() => undefined)
        }
        pass = windows.pass(counted)
        sentAt = times.monotonic()
        return Math.round(passed())
      }

      async function learn({ request, response }: Passed): Promise<string[]> {
        if (!isTokenRequest) return []
        const body = await textOf(request.bytes, headers)
        const answered = response ? await textOf(response.body.bytes, response.headers) : ''
        const learnt = keys.learn({ headers, body }, answered)
        if (learnt) key = learnt.mark
        return learnt?.secrets ?? []
      }

      return {
        token: keys.tokenOf(headers),
        key,
        room,
        async ended(passed) {
          const { response } = passed
          const receivedAt = sentAt + (passed.timing.firstByteMs ?? 0)
          if (response) windows.answered(counted, pass, { ...response, sentAt, receivedAt })
          else if (counted !== null && pass && passed.failure?.mayHaveBeenSent === false)
            windows.takeBack(counted, pass)
          const secrets = await learn(passed)
          // Its key may have become known meanwhile.
          key = isTokenRequest ? key : keys.of(headers)
          return {
            key,
            isTokenRequest,
            secrets,
            window: windows.state(counted),
            clockOffsetMs: windows.clockOffsetMs(),
            boundaryMs: windows.boundaryMs(),
          }
        },
      }
    },
  }
}

const LONGEST_TOKEN_BODY = 256 * 1024

async function textOf(coded: Uint8Array, headers: readonly Header[]): Promise<string> {
  const { bytes } = await decodedContent(coded.subarray(0, LONGEST_TOKEN_BODY), headers, LONGEST_TOKEN_BODY)
  return decodeText(bytes, headerOf(headers, 'content-type')).text
}
