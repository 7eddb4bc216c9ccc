import { app, type WebContents } from 'electron'

/**
 * Catches what nobody foresaw. Left alone, Node and Electron would show such an error with all its fields on standard
 * error and in a dialog, and an error of a request may carry a key in one.
 */
export function catchUnforeseen(report: (what: string, error: unknown) => void): void {
  process.on('uncaughtException', (error) => {
    report('Unforeseen error', error)
  })
  process.on('unhandledRejection', (error) => {
    report('Unforeseen rejection', error)
  })
  app.on('render-process-gone', (_event, _contents: WebContents, { reason, exitCode }) => {
    report(`The page's process ended: ${reason} (${exitCode})`, undefined)
  })
  app.on('child-process-gone', (_event, { type, reason, exitCode }) => {
    report(`A process of the kind ${type} ended: ${reason} (${exitCode})`, undefined)
  })
}
