import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { isObject, parseJson } from '../../../app/contract/values.ts'

export interface SavedFilter {
  readonly name: string
  readonly query: string
}

const PLACE = 'postern.filters'
const MOST = 100

/** Filters that the user gave a name, in the order of their names. */
export const useSavedFiltersStore = defineStore('savedFilters', () => {
  const items = shallowRef(keptFilters())

  function set(filters: readonly SavedFilter[]): void {
    items.value = filters.toSorted((one, other) => one.name.localeCompare(other.name)).slice(0, MOST)
    try {
      localStorage.setItem(PLACE, JSON.stringify(items.value))
    } catch {
      // They last until Postern quits.
    }
  }

  /** A filter of that name gives way. */
  function save(name: string, query: string): void {
    set([...items.value.filter((each) => each.name !== name), { name, query }])
  }

  function remove(name: string): void {
    set(items.value.filter((each) => each.name !== name))
  }

  return { items, save, remove }
})

function keptFilters(): readonly SavedFilter[] {
  const found = typeof localStorage === 'undefined' ? null : parseJson(localStorage.getItem(PLACE) ?? '')
  if (!Array.isArray(found)) return []
  return found.flatMap((each: unknown) =>
    isObject(each) && typeof each.name === 'string' && typeof each.query === 'string'
      ? [{ name: each.name, query: each.query }]
      : [],
  )
}
