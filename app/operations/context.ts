import type { CheckedHistory, CheckedRun } from '../contract/checkedHistory.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { Binding } from '../contract/binding.ts'
import type { CaptureState } from '../contract/capture.ts'
import type { AgentsState } from '../contract/agents.ts'
import type { AppInfo } from '../contract/appInfo.ts'
import type { EventName, EventPayload } from '../contract/events.ts'
import type { ApiRequest, ApiResponse, Exchange } from '../contract/exchange.ts'
import type { ExportedMany } from '../contract/exported.ts'
import type { ExportFormat } from '../contract/exportFormats.ts'
import type { HandedSecret, SecretState } from '../contract/handedSecret.ts'
import type { Drill, DrillSpeed } from '../contract/check.ts'
import type { Job, JobKind } from '../contract/job.ts'
import type { KeepingLimits } from '../contract/keeping.ts'
import type { KeptKey, Protection } from '../contract/keys.ts'
import type { Notice } from '../contract/notice.ts'
import type { PosternFile } from '../contract/posternFile.ts'
import type { Profile } from '../contract/profile.ts'
import type { ReplaySelection } from '../contract/replayPlan.ts'
import type { SandboxLogEntry, WaitingFault } from '../contract/sandbox.ts'
import type { SavedRequests } from '../contract/saved.ts'
import type { Settings } from '../contract/settings.ts'
import type { Claims, SessionToken } from '../contract/token.ts'
import type { UpdateState } from '../contract/updates.ts'
import type { WebhooksState } from '../contract/webhooksRoom.ts'
import type { LearntLogin } from '../contract/learntLogin.ts'
import type { History } from '../history/history.ts'
import type { ReplayItem } from '../replay/journal.ts'
import type { PlannedRequest } from '../replay/plan.ts'
import type { NumberedPlan } from '../replay/plans.ts'
import type { PastedExplanation, PastedQuestion } from '../reading/pastedText.ts'
import type { Sender } from '../sending/sender.ts'
import type { OpenedExchange } from './openedExchange.ts'

// The page is compiled against these types without those of Node: a part whose own types name Node is described here.

/** Values without the secrets that are known now. */
export interface RedactorPort {
  text(text: string): string
  value<T>(value: T): T
  request(request: ApiRequest): ApiRequest
  response(response: ApiResponse): ApiResponse
}

/** Replays of many requests. */
export interface ReplaysPort {
  plan(selection: ReplaySelection, keys: { profile: string; key: string }[]): Promise<NumberedPlan>
  start(plan: number, withUnsafe: boolean, startAt?: number): Promise<{ id: string }>
  pause(id: string): void
  resume(id: string): void
  continueAnyway(id: string): Promise<{ id: string }>
  /** Ends with the last states of the requests. */
  finished(id: string): Promise<{ items: readonly ReplayItem[] }>
}

/** Reads what another Postern wrote. */
export interface PosternFilesPort {
  read(text: string): PosternFile
  readFile(path: string): Promise<PosternFile>
}

/** What is built once, by `boot.ts` for the window and by `cli.ts` for the command line, and given to each operation. */
export interface Context {
  /** Epoch ms. */
  now(): number
  history: History
  redactor: RedactorPort
  /** Makes an exchange of a text that somebody pasted: redacted, and then explained. */
  explainPasted(question: PastedQuestion, id: string): PastedExplanation | Promise<PastedExplanation>
  catalog(): Catalog
  profiles(): Profile[]
  saved: SavedRequests
  posternFiles: PosternFilesPort
}

/** An API key that came in with something imported, or was removed: it is held in memory for a while. */
export interface HeldKey {
  readonly id: string
  readonly reason: 'offered' | 'removed' | 'login'
  readonly secret: string
  /** The origin that it goes to. */
  readonly origin: string
  /** Of a removed key. */
  readonly owner: { readonly profile: string; readonly alias: string; readonly binding: Binding } | null
  /** Of a login: where the command sent the key, and how. */
  readonly binding?: Binding
  /** Where an offered key stood, in words. */
  readonly where: string
}

export interface HeldKeysPort {
  hold(keys: readonly Omit<HeldKey, 'id'>[]): void
  list(reason: HeldKey['reason']): readonly HeldKey[]
  drop(ids: readonly string[]): void
}

/** Secrets that responses handed over, by the id of the exchange. They stay in memory, ten minutes at most. */
export interface HandedSecretsPort {
  stateOf(id: string): SecretState
  /** In clear; null when they are not held any more. */
  secretsOf(id: string): readonly HandedSecret[] | null
  /** They are in a file of that name, and no longer held. */
  markSaved(id: string, file: string): void
}

/** What lets a pasted command in. It stays in memory until Postern quits, and goes to one origin alone. */
export interface SessionTokensPort {
  /** `authorization` is the value of the header. */
  hold(authorization: string, origin: string): SessionToken
  /** @throws PosternError not-found when it is no longer held */
  authorizationOf(id: string): { authorization: string; origin: string }
  forget(id: string): void
}

export interface VaultPort {
  readonly protection: Protection
  readonly storesWeakly: boolean
  list(bindingOf: (profile: string) => Binding | null): KeptKey[]
  get(profile: string, alias: string, binding: Binding): Promise<string | null>
  set(profile: string, alias: string, secret: string, binding: Binding): Promise<void>
  rebind(profile: string, alias: string, binding: Binding, confirm: () => Promise<boolean>): Promise<void>
  lend(profile: string, alias: string, binding: Binding, confirm: () => Promise<boolean>): Promise<string>
  remove(profile: string, alias: string): Promise<void>
  rename(profile: string, alias: string, to: string): Promise<void>
  storeWeakly(isWanted: boolean): Promise<void>
  secrets(): string[]
}

export interface CapturePort {
  state(): CaptureState
  /** @throws PosternError capture-unavailable where it cannot listen */
  start(profile: string): Promise<CaptureState>
  stop(): Promise<CaptureState>
}

/** Drills of a program of the user's. */
export interface DrillsPort {
  /** @throws PosternError bad-input while a drill is in progress */
  refuseSecond(): void
  begin(order: Drill & { command: readonly string[]; folder: string; variables: readonly string[] }): void
}

export interface WebhooksPort {
  state(): WebhooksState
  /** @throws PosternError capture-unavailable where it cannot listen */
  start(forwardTo: string | null): Promise<WebhooksState>
  stop(): Promise<WebhooksState>
  keepSecret(name: string, secret: string): Promise<WebhooksState>
  removeSecret(name: string): Promise<WebhooksState>
  /** Returns the id of the new exchange. */
  replay(original: Exchange, to: string, isResigned: boolean): Promise<string>
  /** Whether the sandbox has been told of the listener since that started. */
  isSubscribed(): boolean
  subscribed(): void
}

export interface SettingsPort {
  get(): Settings
  set(part: { [K in keyof Settings]?: Settings[K] | undefined }): Promise<Settings>
}

/** What the command line has beside the parts that the app has too. */
export interface CommandLineContext extends Context {
  sender: Pick<Sender, 'send' | 'cancel'>
  /** Aborted by Ctrl+C. */
  signal: AbortSignal
  /** Writes exchanges to standard output, redacted; false when it was stopped before the last. */
  write(format: ExportFormat, exchanges: AsyncIterable<Exchange>): Promise<boolean>
}

/** What the app has beside the parts that the command line has too. */
export interface WindowContext extends Context {
  sender: Pick<
    Sender,
    'send' | 'cancel' | 'sendNow' | 'windowState' | 'tokenState' | 'exchangeKey' | 'tryKey' | 'forget'
  >
  /** Tells the page. */
  notify<N extends EventName>(name: N, payload: EventPayload<N>): void
  info(): Omit<AppInfo, 'notices'>
  notices: { list(): Notice[]; dismiss(id: string): void }
  settings: SettingsPort
  draft: { readonly text: string | null; keep(text: string): Promise<void> }
  vault: VaultPort
  problemNotes: { all(): Record<string, string>; set(fingerprint: string, note: string): Promise<void> }
  heldKeys: HeldKeysPort
  sessionTokens: SessionTokensPort
  handedSecrets: HandedSecretsPort
  lastClaims: {
    of(profile: string, key: string): { claims: Claims; asOf: number } | null
    forget(profile: string, key: string): void
    rename(profile: string, key: string, to: string): void
  }
  /** Where a profile's keys go, and how. A fixed name stands for the sandbox, whose port changes. */
  bindingOf(profile: Pick<Profile, 'id' | 'baseUrl' | 'token'>): Binding
  opened: OpenedExchange
  /** The selected key that had to make room while its profile leads elsewhere, and which took its place. */
  displaced: { profile: string; key: string; by: string | null } | null
  /** How many exchanges that the page has sent have not ended. */
  underWay: number
  /** The export of one exchange that the page has shown last. */
  previewed: { id: string; format: ExportFormat; text: string } | null
  replays: ReplaysPort
  /** All pages of a list. */
  pages: { begin(first: Exchange): void; pause(id: string): void; resume(id: string): void }
  capture: CapturePort
  webhooks: WebhooksPort
  /** Holds calls of the history against what the API documentation says, one query at a time. */
  checks: {
    /** Resolves with null when it is cancelled. */
    run(
      query: string | null,
      idempotent: readonly string[],
      speed: DrillSpeed,
    ): Promise<CheckedHistory | null>
    /** What was found in earlier runs, the newest first. */
    runs(): CheckedRun[]
    cancel(): void
    last(): CheckedHistory | null
  }
  drills: DrillsPort
  /** Work that takes a while: imports, exports, replays and drills. */
  jobs: { refuseSecond(kind: JobKind): void; cancel(id: string): void; list(): Job[] }
  imports: { beginFile(path: string): Promise<void>; beginText(text: string): void }
  exports: {
    begin(of: ExportedMany, count: number, order: { path: string; format: ExportFormat }): void
  }
  /** Exchanges as a text for others, without secrets. */
  writeExport(format: ExportFormat, exchanges: readonly Exchange[]): Promise<string>
  /** Reads a command that was pasted; null for a text without one. */
  readCommand(text: string): {
    request: { method: string; url: string; headers: [string, string][]; body: string | null } | null
    secrets: readonly { kind: string; origin: string | null; where: string; value: string }[]
    authorization: string | null
    missing: string[]
    notes: string[]
    problem: { message: string; remedy: string } | null
  } | null
  /** Reads how a pasted command requests a token; null for a text without one. Throws a PosternError `bad-input`. */
  readLogin(text: string): (LearntLogin & { secret: string | null }) | null
  sandbox: {
    readonly url: string
    readonly keys: readonly { alias: string; note: string }[]
    readonly faults: readonly { name: string; title: string; description: string; example: string }[]
    addFault(spec: string): void
    clearFaults(): void
    waitingFaults(): readonly Readonly<WaitingFault>[]
    log(): readonly SandboxLogEntry[]
  }
  catalogFile: {
    read(file: string | null): Promise<{ file: string | null; problems: string[]; extension: unknown }>
  }
  updates: {
    state(): UpdateState
    follow(feed: string | null): UpdateState
    check(): Promise<UpdateState>
    fetch(): Promise<UpdateState>
    cancel(): Promise<UpdateState>
  }
  /** Dialogs of the system's, out of the page's reach; null or false when the user declines. */
  dialogs: {
    chooseFile(what: 'catalog' | 'certificates' | 'har' | 'saved' | 'postern'): Promise<string | null>
    chooseFolder(): Promise<string | null>
    chooseNewFile(name: string): Promise<{ path: string; name: string } | null>
    saveText(name: string, text: string): Promise<string | null>
    /** The text is asked for once the user has chosen a file, which only the user may read. */
    saveSecret(name: string, text: () => string): Promise<string | null>
    /** The text is asked for, and copied, once the user has agreed. */
    copySecret(request: string, text: () => string): Promise<boolean>
    confirmWeakStorage(): Promise<boolean>
    confirmFeed(feed: string): Promise<boolean>
    confirmKeyMove(alias: string, profile: Profile): Promise<boolean>
    confirmLimits(count: number): Promise<boolean>
    /** All that such a drill would start. */
    confirmProgram(order: {
      command: readonly string[]
      folder: string
      variables: readonly string[]
      starts: number
    }): Promise<boolean>
    /** Closes, as a no, once nobody waits any more or after two minutes. */
    confirmReplay(request: PlannedRequest, agent: string, signal: AbortSignal): Promise<boolean>
  }
  /** What coding agents have asked, and how one starts the server of tools. */
  agents: { state(): AgentsState }
  /** Files of certificates that the user chose in a dialog: the page can name no other. */
  certificates: { check(file: string | null): void; chosen(file: string | null): string | null }
  /** Folders that the user chose in a dialog: a program is started in no other. */
  folders: { check(folder: string | null): void; chosen(folder: string | null): string | null }
  /** How many exchanges such limits would delete now. */
  surplus(limits: KeepingLimits): Promise<number>
  /** Returns the zoom of the window in percent. */
  zoom(to: 'in' | 'out' | 'reset'): number
  /** The page can be used from now on. */
  onReady(): Promise<void>
  onSettings(settings: Settings): Promise<void>
}
