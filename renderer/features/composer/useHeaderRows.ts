import { headerRow, type EditedDraft, type HeaderLine } from './draft.ts'

/** Changes the rows of a draft's headers, each by its id. */
export function useHeaderRows(draft: EditedDraft) {
  return {
    push: (line: HeaderLine) => {
      draft.headers.push(headerRow(line))
    },
    write: (id: number, change: Partial<HeaderLine>) => {
      Object.assign(draft.headers.find((row) => row.id === id) ?? {}, change)
    },
    remove: (id: number) => {
      draft.headers = draft.headers.filter((row) => row.id !== id)
    },
  }
}
