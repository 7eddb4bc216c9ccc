declare const isRedacted: unique symbol

/**
 * A value without the secrets that were known when it was made. Only the recorder's redaction makes one; history, page,
 * log and export ask for it, so that the compiler refuses whatever was not redacted.
 */
export type Redacted<T> = T & { readonly [isRedacted]: true }
