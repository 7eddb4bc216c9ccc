import { app } from 'electron'
import { readArguments, readFilePath, readLink, type OpenRequest } from './openRequest.ts'

export interface OpenRequests {
  /** From now on requests go to `taker`; so do those that have come already. */
  handOver(taker: (request: OpenRequest) => void): void
}

/**
 * Gathers what the system wants opened: links and files of our own command line, of a second start, and on macOS of its
 * events, the first of which may come before the app is ready.
 */
export function collectOpenRequests(): OpenRequests {
  const waiting: OpenRequest[] = []
  let take = (request: OpenRequest): void => {
    waiting.push(request)
  }
  const takeArguments = (args: readonly string[], folder: string) => {
    for (const request of readArguments(args.slice(1), folder)) take(request)
  }
  takeArguments(process.argv, process.cwd())
  app.on('second-instance', (_event, args, folder) => {
    takeArguments(args, folder)
  })
  app.on('open-url', (event, url) => {
    event.preventDefault()
    take(readLink(url))
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    take(readFilePath(path, '/'))
  })
  // Elsewhere the installed package says so to the system.
  if (app.isPackaged && process.platform === 'win32') app.setAsDefaultProtocolClient('postern')
  return {
    handOver(taker) {
      take = taker
      for (const request of waiting.splice(0)) taker(request)
    },
  }
}
