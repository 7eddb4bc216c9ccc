import { captureSettingsSchema } from '../contract/capture.ts'
import { z } from 'zod'
import { isSameBinding } from '../contract/binding.ts'
import { keepingLimitsSchema } from '../contract/keeping.ts'
import { profileSchema } from '../contract/profile.ts'
import { sessionStateSchema } from '../contract/session.ts'
import { settingsSchema } from '../contract/settings.ts'
import { operation, windowOperation } from './operation.ts'
import { pushSession, sessionState } from './sessionState.ts'

export const sessionGet = windowOperation({
  name: 'session:get',
  kind: 'read',
  summary: 'show settings, profiles and keys',
  output: sessionStateSchema,
  isAsTyped: true,
  run: sessionState,
})

export const settingsGet = windowOperation({
  name: 'settings:get',
  kind: 'read',
  summary: 'show the settings',
  output: settingsSchema,
  isAsTyped: true,
  run: ({ settings }) => settings.get(),
})

/**
 * A CA file is one that is set already, or was chosen by `profiles:chooseCaFile`. Limits that delete something are
 * confirmed in a dialog of the system's, out of the page's reach; declined, all settings stay as they are.
 */
export const settingsSet = windowOperation({
  name: 'settings:set',
  kind: 'write',
  summary: 'change settings',
  // A default of the file would set what was left out.
  input: settingsSchema
    .partial()
    .omit({ version: true, catalogFile: true, updateFeed: true, confirmedOrigins: true })
    .extend({
      keeping: keepingLimitsSchema.optional(),
      // Which web pages may use the capture stands in the file alone.
      capture: captureSettingsSchema.omit({ allowedOrigins: true }).optional(),
    }),
  output: settingsSchema,
  isAsTyped: true,
  async run(context, part) {
    const { settings, profiles, bindingOf, sender, certificates, dialogs, onSettings } = context
    for (const { caFile } of part.profiles ?? []) certificates.check(caFile)
    const count = part.keeping ? await context.surplus(part.keeping) : 0
    if (count > 0 && !(await dialogs.confirmLimits(count))) return settings.get()
    const before = new Map(profiles().map((profile) => [profile.id, bindingOf(profile)]))
    const { capture } = part
    await settings.set({ ...part, capture: capture && { ...settings.get().capture, ...capture } })
    for (const profile of profiles()) {
      // A token is bound as its key is.
      const former = before.get(profile.id)
      if (former && !isSameBinding(former, bindingOf(profile))) sender.forget(profile.id)
    }
    await pushSession(context)
    await onSettings(settings.get())
    return settings.get()
  },
})

export const profilesList = operation({
  name: 'profiles:list',
  kind: 'read',
  summary: 'list the profiles',
  output: z.array(profileSchema),
  isAsTyped: true,
  run: ({ profiles }) => profiles(),
})

/** Chosen in a dialog of the system's; null when none was. `settings:set` takes it from then on. */
export const profilesChooseCaFile = windowOperation({
  name: 'profiles:chooseCaFile',
  kind: 'write',
  summary: 'choose a file of certificates in a dialog of the system',
  output: z.strictObject({ file: z.string().nullable() }),
  run: async ({ certificates, dialogs }) => ({
    file: certificates.chosen(await dialogs.chooseFile('certificates')),
  }),
})

/** The request that was being written when the window closed; null when there was none. */
export const draftGet = windowOperation({
  name: 'draft:get',
  kind: 'read',
  summary: 'give the draft of a request',
  output: z.strictObject({ text: z.string().nullable() }),
  isAsTyped: true,
  run: ({ draft }) => ({ text: draft.text }),
})

/** What is written to the disk is without the secrets that main alone knows. */
export const draftKeep = windowOperation({
  name: 'draft:keep',
  kind: 'write',
  summary: 'keep the draft of a request',
  input: z.strictObject({ text: z.string().max(1_000_000) }),
  run: ({ draft }, { text }) => draft.keep(text),
})
