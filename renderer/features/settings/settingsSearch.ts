import { FIELD_GROUPS } from './profileFields.ts'

/** A setting that can be found by its words. */
export interface FoundSetting {
  readonly label: string
  readonly group: string
  /** Where it is: a path of the profile, or a part of the settings of the app. */
  readonly place: string
  readonly isOfApp: boolean
}

interface Entry extends FoundSetting {
  readonly words: string
}

const APP_PARTS = [
  { place: 'theme', label: 'Theme', more: 'light dark colours appearance' },
  { place: 'history', label: 'History on this disk', more: 'limits retention days size delete exchanges' },
  { place: 'folder', label: 'Data folder', more: 'path files where' },
  { place: 'catalog', label: 'Catalog file', more: 'service codes endpoints extension' },
  { place: 'capture', label: 'Capture', more: 'port listen program hold body start rate limit' },
  { place: 'agents', label: 'Coding agents', more: 'mcp claude cursor codex configuration tools asked' },
  { place: 'updates', label: 'Updates', more: 'feed version install' },
]

const ENTRIES: readonly Entry[] = [
  ...FIELD_GROUPS.flatMap(({ title, fields }) =>
    fields.map(({ path, label, hint }) => ({
      label,
      group: title,
      place: path,
      isOfApp: false,
      words: `${label} ${title} ${hint} ${path}`.toLowerCase(),
    })),
  ),
  ...APP_PARTS.map(({ place, label, more }) => ({
    label,
    group: 'This app',
    place,
    isOfApp: true,
    words: `${label} ${more}`.toLowerCase(),
  })),
]

const MOST_FOUND = 8

/** The settings that have all the words, those whose name has them first. */
export function findSettings(text: string): readonly FoundSetting[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return []
  const isNamed = ({ label }: Entry) => words.every((word) => label.toLowerCase().includes(word))
  return ENTRIES.filter((entry) => words.every((word) => entry.words.includes(word)))
    .toSorted((one, other) => Number(isNamed(other)) - Number(isNamed(one)))
    .slice(0, MOST_FOUND)
}
