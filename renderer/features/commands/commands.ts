import { computed, type ComputedRef } from 'vue'
import { COMMAND_IDS, COMMANDS, type CommandEntry } from '../../../app/contract/commands.ts'
import { REQUEST_FORMAT_NAMES, REQUEST_FORMATS } from '../../../app/contract/exportFormats.ts'
import { savedPath } from '../../../app/contract/savedPath.ts'
import { useCatalogStore } from '../catalog/catalog.ts'
import { useComposerStore } from '../composer/composer.ts'
import { useResendStore } from '../exchange/resend.ts'
import { copyRequest } from '../export/copyRequest.ts'
import { useExchangesStore } from '../history/exchanges.ts'
import { useSavedStore } from '../saved/saved.ts'
import { useNavigationStore } from '../window/navigation.ts'
import { useNoticesStore } from '../window/notices.ts'
import { useSessionStore } from '../window/session.ts'
import type { Act, Command } from './command.ts'
import { endedOf, useRequestActs } from './requestActs.ts'
import { useWindowActs } from './windowActs.ts'

/** Everything that can be done by name or by shortcut: the palette, the shortcut table and the keyboard read this. */
export function useCommands(): ComputedRef<readonly Command[]> {
  const windowActs = useWindowActs()
  const requestActs = useRequestActs()
  const fixed = computed(() => {
    const acts = { ...windowActs, ...requestActs.value }
    return COMMAND_IDS.map((id): Command => {
      const { group, title, keys, also = '' }: CommandEntry = COMMANDS[id]
      const {
        run,
        title: present = title,
        isPossible = true,
        isEverywhere = false,
        sends = false,
      }: Act = acts[id]
      return { id, group, title: present, also, keys, isPossible, isEverywhere, sends, run }
    })
  })
  const lists = [fixed, useReplaysWithOtherKeys(), useCopies(), useSavedRequests(), useRequestsToWrite()]
  return computed(() => lists.flatMap(({ value }) => value))
}

function useReplaysWithOtherKeys(): ComputedRef<readonly Command[]> {
  const exchanges = useExchangesStore()
  const session = useSessionStore()
  const resend = useResendStore()
  return computed(() => {
    const ended = exchanges.opened.state === 'ready' ? endedOf(exchanges.opened.value) : null
    if (ended === null) return []
    return session.otherKeysFor(ended).map((alias) => ({
      id: `replay-with-${alias}`,
      group: 'Exchange',
      title: `Replay the selected exchange with key ${alias}`,
      sends: true,
      keys: [],
      isPossible: true,
      run: () => resend.replay(ended, alias),
    }))
  })
}

function useCopies(): ComputedRef<readonly Command[]> {
  const exchanges = useExchangesStore()
  const notices = useNoticesStore()
  return computed(() => {
    const ended = exchanges.opened.state === 'ready' ? endedOf(exchanges.opened.value) : null
    if (ended === null) return []
    return REQUEST_FORMAT_NAMES.map((format) => ({
      id: `copy-as-${format}`,
      group: 'Exchange',
      title: `Copy the selected request as ${REQUEST_FORMATS[format].name}`,
      also: REQUEST_FORMATS[format].use,
      keys: [],
      isPossible: true,
      async run() {
        await notices.attempt('Postern could not copy the request', () => copyRequest(ended.id, format))
      },
    }))
  })
}

function useSavedRequests(): ComputedRef<readonly Command[]> {
  const saved = useSavedStore()
  return computed(() =>
    saved.list.requests.map((request) => ({
      id: `saved-${request.id}`,
      group: 'Request',
      title: `Open the saved request ${savedPath(request)}`,
      also: `${request.method} ${request.target}`,
      keys: [],
      isPossible: true,
      run: () => saved.open(request),
    })),
  )
}

function useRequestsToWrite(): ComputedRef<readonly Command[]> {
  const catalog = useCatalogStore()
  const composer = useComposerStore()
  const navigation = useNavigationStore()
  return computed(() =>
    catalog.endpoints.map(({ method, path, title }) => ({
      id: `write-${method} ${path}`,
      group: 'Write a request',
      title: `${title} · ${method} ${path}`,
      keys: [],
      isPossible: true,
      run: () => {
        composer.replace({ method, target: path })
        navigation.focus('target')
      },
    })),
  )
}
