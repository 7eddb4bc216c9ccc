import { app, type WebContents } from 'electron'

/**
 * Reports errors that nothing has caught, and crashed processes. By default Node and Electron show such an error with all
 * its fields on standard error and in a dialog; a field of a request's error may hold a key.
 */
export function reportUncaughtErrors(report: (what: string, error: unknown) => void): void {
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
