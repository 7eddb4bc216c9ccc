import { messageOf } from '../contract/thrown.ts'
import { PosternError } from '../contract/errors.ts'
import type { Notice } from '../contract/notice.ts'

/** Tells an error where no call waits for an answer that could carry it. */
export function noticeOf(id: string, title: string, error: unknown): Notice {
  const isForeseen = error instanceof PosternError
  return {
    id,
    severity: 'warning',
    title,
    detail: messageOf(error),
    remedy: isForeseen ? error.remedy : null,
  }
}
