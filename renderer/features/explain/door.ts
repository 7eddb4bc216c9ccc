import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { OfferedAnswer } from '../../../app/contract/offeredAnswer.ts'
import type { Claims, SessionToken } from '../../../app/contract/token.ts'
import {
  commandKind,
  placeOfProgram,
  unfenced,
  type CommandKind,
} from '../../../app/diagnosis/commandKind.ts'
import { readClaims } from '../../../app/diagnosis/claims.ts'
import { kindOfPasted } from '../../../app/diagnosis/pastedKind.ts'
import { withoutTokens } from '../../../app/reading/tokens.ts'
import { call } from '../../api/bridge.ts'
import { useComposerStore } from '../composer/composer.ts'
import { useResendStore } from '../exchange/resend.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useFilterStore } from '../history/filter.ts'
import { useImportingStore } from '../import/importing.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'
import { useSessionStore } from '../window/session.ts'
import { useExplainStore } from './explain.ts'

/** What a text can be taken for. */
export const READINGS = ['command', 'response', 'token', 'har'] as const
export type Reading = (typeof READINGS)[number]

const BARE_TOKEN = /^\s*(?:authorization:\s*)?(?:bearer\s+)?(eyJ[\w-]+\.[\w-]+\.[\w-]*)\s*$/i

/** As it is after its signature was taken out. */
const SPENT_TOKEN = /eyJ[\w-]+\.eyJ[\w-]+\.signature-removed/g

const KINDS = {
  shell: 'Command',
  'power-shell': 'PowerShell command',
  raw: 'Raw HTTP request',
  script: 'JavaScript call',
} satisfies Record<CommandKind, string>

const PROGRAMS: Readonly<Record<string, string>> = { curl: 'cURL command', wget: 'wget command' }

/** Such as `cURL command`. */
export function commandLabel(text: string): string {
  const kind = commandKind(text)
  if (kind !== 'shell') return kind === null ? 'Command' : KINDS[kind]
  const plain = unfenced(text)
  const program = /^\w+/.exec(plain.slice(placeOfProgram(plain) ?? 0))?.[0].toLowerCase() ?? ''
  return PROGRAMS[program] ?? 'HTTPie command'
}

/** Of a token alone, with or without what a header has before it. */
function claimsOf(text: string): Claims | null {
  const [, token] = BARE_TOKEN.exec(text) ?? []
  return token === undefined ? null : readClaims(token)
}

/** What a text is taken for while nobody says otherwise. */
export function readingOf(text: string): Reading {
  if (claimsOf(text) !== null) return 'token'
  const kind = kindOfPasted(text)
  return kind === 'answer' ? 'response' : kind
}

/** Whether what a command printed follows it. */
async function holdsResponse(text: string): Promise<boolean> {
  if (!text.trim().includes('\n')) return false
  const question = { answer: text, status: null, request: '', headers: [], claims: null }
  return (await call('explain:answer', question)).content === 'response'
}

/** Takes any text to where it belongs, and says what it was taken for. */
export const useDoorStore = defineStore('door', () => {
  const explain = useExplainStore()
  const composer = useComposerStore()
  const recorded = useResendStore()
  const importing = useImportingStore()
  const exchanges = useExchangesStore()
  const filter = useFilterStore()
  const navigation = useNavigationStore()
  const notices = useNoticesStore()
  const session = useSessionStore()

  const reading = shallowRef<Reading | null>(null)
  /** A command that was typed is read once that is asked for. */
  const isRead = shallowRef(true)
  const label = shallowRef('')
  const claims = shallowRef<Claims | null>(null)
  /** A token alone, as main holds it; null until that was read. */
  const token = shallowRef<SessionToken | null>(null)
  /** What is read again when the user says so; its tokens are no use any more. */
  let given = ''

  /** Whether the history has nothing to show yet, and shows the door instead. */
  const isFirstScreen = computed(() => navigation.room === 'history' && exchanges.isFirst && !filter.isOn)

  async function take(text: string, as?: Reading): Promise<void> {
    given = withoutTokens(text)
    const wanted = as ?? readingOf(text)
    const what = as === undefined && wanted === 'command' && (await holdsResponse(text)) ? 'response' : wanted
    if (what === 'har') {
      clear()
      await importing.takeText(text)
      return
    }
    explain.take(text)
    if (what === 'token') await hold(text)
    // Until its request is in the draft, what the draft held before must not be shown as it, nor sent.
    if (what === 'command') {
      reading.value = null
      if (!(await takeCommand(text))) return
    }
    learn(what, text)
  }

  /** From here on main alone has the token: the page forgets it. */
  async function hold(text: string): Promise<void> {
    token.value = null
    const [, bare] = BARE_TOKEN.exec(text) ?? []
    if (bare === undefined || session.profile === null || bare.endsWith('.signature-removed')) return
    const request = { token: bare, profile: session.profileId }
    await notices.attempt('Postern could not take the token', async () => {
      token.value = await call('import:token', request)
    })
  }

  /** Returns whether it could be read. */
  async function takeCommand(text: string): Promise<boolean> {
    if (!(await recorded.takeCommand(text))) return false
    const { sessionToken } = composer
    if (sessionToken === null) return true
    const place = `[kept in memory for ${new URL(sessionToken.origin).host}]`
    explain.write('answer', explain.pasted.answer.replaceAll(SPENT_TOKEN, place))
    return true
  }

  function learn(what: Reading, text: string): void {
    reading.value = what
    isRead.value = true
    label.value = what === 'command' ? commandLabel(text) : ''
    claims.value = what === 'token' ? claimsOf(text) : null
    if (what !== 'token') token.value = null
  }

  /** Follows what is typed; a command may still lack its end. */
  function type(text: string): void {
    given = text
    explain.write('answer', text)
    if (text.trim() === '') clear()
    else {
      learn(readingOf(text), text)
      isRead.value = reading.value === 'response'
    }
  }

  /** Reads again what is there. A token that is no use any more is not sent: a key goes instead. */
  async function takeAs(as?: Reading): Promise<void> {
    await take(given, as)
    if (given.includes('signature-removed')) await composer.forgetToken()
  }

  function clear(): void {
    given = ''
    reading.value = null
    claims.value = null
    token.value = null
    explain.clear()
  }

  /** Shows the door where the user is: on the first screen it is there already. */
  function show(): void {
    if (isFirstScreen.value) navigation.focus('paste')
    else navigation.open('paste')
  }

  /** Shows a response that came from outside, in place of what is there. */
  function offer(answer: OfferedAnswer): void {
    given = answer.body
    explain.offer(answer)
    learn('response', answer.body)
    show()
  }

  /** Takes what was pasted or dropped beside the door. A command is shown by the composer too. */
  async function bring(text: string): Promise<void> {
    await take(text)
    if (reading.value === 'command') navigation.go('history')
    else if (reading.value !== null) show()
  }

  return {
    reading,
    isRead,
    label,
    claims,
    token,
    isFirstScreen,
    take,
    takeAs,
    type,
    clear,
    show,
    offer,
    bring,
  }
})
