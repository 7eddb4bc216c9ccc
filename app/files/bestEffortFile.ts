import type { z } from 'zod'
import type { Notice } from '../contract/notice.ts'
import { PosternError } from '../contract/errors.ts'
import { openJsonFile } from './jsonFile.ts'

/** A file for this user alone that is nice to have: a disk that refuses is worth no notice. */
export interface SideFile<T> {
  readonly value: T
  /** What went wrong on reading, for those to whom it is worth something. */
  readonly notices: readonly Notice[]
  /** Resolves when it is written, or cannot be. */
  write(value: T): Promise<void>
}

export async function openSideFile<T extends { version: number }>(
  file: string,
  schema: z.ZodType<T>,
  fallback: T,
  { subject = 'file', written }: { subject?: string; written?: (value: T) => T } = {},
): Promise<SideFile<T>> {
  const store = await openJsonFile({
    file,
    schema,
    fallback,
    mode: 0o600,
    subject,
    unavailable: 'file-unavailable',
    ...(written && { written }),
  })
  return {
    notices: store.notices,
    get value() {
      return store.value
    },
    async write(value) {
      try {
        await store.write(value)
      } catch (error) {
        if (!(error instanceof PosternError)) throw error
      }
    },
  }
}
