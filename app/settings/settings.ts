import { issueSentence } from '../contract/issueSentence.ts'
import { settingsSchema, type Settings } from '../contract/settings.ts'
import { PosternError } from '../contract/errors.ts'
import { CAPTURE_DEFAULTS } from '../contract/capture.ts'
import { KEEP_EVERYTHING } from '../contract/keeping.ts'
import type { Notice } from '../contract/notice.ts'
import { profileSchema, type Profile } from '../contract/profile.ts'
import { PRESETS } from '../contract/presets.ts'
import { SANDBOX_PROFILE } from '../contract/names.ts'
import { originOf } from '../contract/url.ts'
import { openSideFile } from '../files/bestEffortFile.ts'
import { formerSettingsSchema } from './formerSettings.ts'

/** What a new installation starts with: the sandbox and its key for one site, ready to send. */
export const DEFAULT_SETTINGS: Settings = {
  version: 1,
  theme: 'system',
  selected: { profile: SANDBOX_PROFILE, key: 'site-7' },
  profiles: [],
  catalogFile: null,
  keeping: KEEP_EVERYTHING,
  capture: CAPTURE_DEFAULTS,
  updateFeed: null,
  confirmedOrigins: null,
}

interface SettingsOptions {
  file: string
  /** Hears every notice: on opening, and later of each save that failed. */
  onNotice?: (notice: Notice) => void
  /** Takes secrets out of the profiles on their way to the disk. The page gets them as it typed them. */
  redact?: <T>(value: T) => T
  /** Nothing in the folder is changed. */
  isReadOnly?: boolean
  now?: () => Date
}

export interface SettingsFile {
  get(): Settings
  /**
   * Changes what is given and leaves the rest. Throws a PosternError `bad-input` for values that are not allowed.
   * When the file cannot be written, the change lasts for the session and a notice says so.
   */
  set(part: { [K in keyof Settings]?: Settings[K] | undefined }): Promise<Settings>
  /** Writes what could not be written before, if it can be now. */
  saveAgain(): Promise<void>
  /** The presets, each replaced by the saved profile of the same id, then the further ones. */
  profiles(): Profile[]
  /** Origins of profiles that the user has confirmed. */
  confirmedOrigins(): readonly string[]
}

export async function openSettings({
  file,
  onNotice = () => undefined,
  redact = (value) => value,
  isReadOnly,
  now,
}: SettingsOptions): Promise<SettingsFile> {
  const store = await openSideFile({
    file,
    schema: formerSettingsSchema,
    fallback: DEFAULT_SETTINGS,
    subject: 'settings',
    unavailable: 'settings-unavailable',
    written: (settings) => ({
      ...settings,
      profiles: settings.profiles.flatMap(withoutSecrets),
      confirmedOrigins: settings.confirmedOrigins?.filter((origin) => redact(origin) === origin) ?? null,
    }),
    isReadOnly,
    unsaved: { id: 'settings-unsaved', onNotice },
    ...(now && { now }),
  })
  store.notices.forEach((notice) => onNotice(notice))
  // Read before the page can add a profile.
  const confirmedBefore = store.value.profiles.map(({ baseUrl }) => originOf(baseUrl) ?? '')
  const confirmedOrigins = () => store.value.confirmedOrigins ?? confirmedBefore

  /** A profile that is none without its secrets, such as one whose host was a key, is not written. */
  function withoutSecrets(profile: Profile): Profile[] {
    const clean = profileSchema.safeParse(redact(profile))
    return clean.success ? [clean.data] : []
  }

  return {
    get: () => store.value,
    saveAgain: store.saveAgain,
    confirmedOrigins,
    async set(part) {
      // A value that is undefined was left out.
      const given = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))
      const whole = { ...store.value, confirmedOrigins: confirmedOrigins(), ...given }
      const next = settingsSchema.safeParse({ ...whole, version: store.value.version })
      if (!next.success) {
        throw new PosternError(
          'bad-input',
          `Postern did not change the settings. ${issueSentence(next.error.issues[0])}.`,
          'Correct the value and save again.',
        )
      }
      await store.write(next.data)
      return next.data
    },
    profiles() {
      const saved = new Map(store.value.profiles.map((profile) => [profile.id, profile]))
      const presets = PRESETS.map((preset) => saved.get(preset.id) ?? preset)
      const further = [...saved.values()].filter(({ id }) => !PRESETS.some((preset) => preset.id === id))
      return [...presets, ...further]
    },
  }
}
