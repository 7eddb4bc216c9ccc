import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Catalog } from '../../../app/catalog/catalog.ts'
import type { CatalogExtension } from '../../../app/catalog/extension.ts'
import { overlayEndpoints } from '../../../app/catalog/extend.ts'
import { ENDPOINTS } from '../../../app/catalog/endpoints.ts'
import type { CatalogState } from '../../../app/contract/catalogState.ts'
import { call } from '../../api/bridge.ts'
import { useWork } from '../../ui/useWork.ts'

const NOTHING: CatalogExtension = { version: 1, serviceCodes: [], endpoints: [] }

/** The user's own codes and endpoints, over those that Postern brings along. */
export const useCatalogStore = defineStore('catalog', () => {
  const state = shallowRef<CatalogState | null>(null)
  const { trouble, run } = useWork()

  const extension = computed(() => read(state.value?.extension ?? null))
  const endpoints = computed(() => overlayEndpoints(ENDPOINTS, extension.value.endpoints))

  /** For looking endpoints up. Their texts apart, it is empty: the texts would only make the page larger. */
  const routes = computed<Catalog>(() => ({
    endpoints: endpoints.value,
    serviceCodes: {},
    httpStatuses: {},
  }))

  const load = () => take('catalog:state')
  const choose = () => take('catalog:choose')
  const forget = () => take('catalog:forget')

  async function take(name: 'catalog:state' | 'catalog:choose' | 'catalog:forget'): Promise<void> {
    await run(async () => {
      state.value = await call(name, undefined)
    })
  }

  return { state, trouble, extension, endpoints, routes, load, choose, forget }
})

/** Main has checked it. */
function read(json: string | null): CatalogExtension {
  if (json === null) return NOTHING
  const extension: CatalogExtension = JSON.parse(json)
  return extension
}
