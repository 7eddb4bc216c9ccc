import type { z } from 'zod'
import { PosternError } from '../contract/errors.ts'
import { openJsonFile } from './jsonFile.ts'

/** A file for this user alone that is nice to have: one that is damaged, or a disk that refuses, is worth no notice. */
export interface SideFile<T> {
  readonly value: T
  /** Resolves when it is written, or cannot be. */
  write(value: T): Promise<void>
}

export async function openSideFile<T extends { version: number }>(
  file: string,
  schema: z.ZodType<T>,
  fallback: T,
  written?: (value: T) => T,
): Promise<SideFile<T>> {
  const store = await openJsonFile({
    file,
    schema,
    fallback,
    mode: 0o600,
    subject: 'file',
    unavailable: 'file-unavailable',
    ...(written && { written }),
  })
  return {
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
