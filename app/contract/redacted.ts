/** Private, so that a copy with other parts does not carry it. */
declare class Mark {
  private readonly isRedacted: true
}

/**
 * A value without the secrets that were known when it was made. Only the recorder's redaction makes one; history, page,
 * log and export ask for it, so that the compiler refuses whatever was not redacted.
 */
export type Redacted<T> = T & Mark
