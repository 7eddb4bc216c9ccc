import { app } from 'electron'
import { readArguments, readFilePath, readLink, type OpenRequest } from './openRequest.ts'
import { ownArguments } from './startArguments.ts'

export interface OpenRequests {
  /** Passes requests to `taker` from now on, and those that have come already. */
  handOver(taker: (request: OpenRequest) => void): void
}

/**
 * Collects the links and files to open: from this process's command line, from that of a second start, and on macOS from
 * events, which may come before the app is ready.
 */
export function collectOpenRequests(): OpenRequests {
  const waiting: OpenRequest[] = []
  let take = (request: OpenRequest): void => {
    waiting.push(request)
  }
  const appPath = app.isPackaged ? null : app.getAppPath()
  const takeArguments = (args: readonly string[], folder: string) => {
    for (const request of readArguments(ownArguments(args, appPath), folder)) take(request)
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
  // On the other systems the installed package registers the protocol.
  if (app.isPackaged && process.platform === 'win32')
    // A link stands behind `--`, so that nothing in it can be a switch.
    app.setAsDefaultProtocolClient('postern', process.execPath, ['--'])
  return {
    handOver(taker) {
      take = taker
      for (const request of waiting.splice(0)) taker(request)
    },
  }
}
