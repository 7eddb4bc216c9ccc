import type { SavedRequest } from './saved.ts'

export type { SavedList, SavedRequest } from './saved.ts'

/** Where it is among the others: `Sites/All sites`. It is apart from the schemas, which the page does without. */
export function savedPath({ folder, name }: Pick<SavedRequest, 'folder' | 'name'>): string {
  return folder === '' ? name : `${folder}/${name}`
}
