import { join } from 'node:path'
import type { Catalog } from '../catalog/catalog.ts'
import { systemClock } from '../clock.ts'
import { createPosternFiles } from '../formats/posternFile.ts'
import { written } from '../formats/writers.ts'
import type { History } from '../history/history.ts'
import type { CommandLineContext } from '../operations/context.ts'
import { withoutSecrets } from '../contract/saved.ts'
import type { Profile } from '../contract/profile.ts'
import { explainPasted } from '../recorder/explainPasted.ts'
import { openSavedRequests } from '../saved/savedRequests.ts'
import { dataFolderOf } from './dataFolder.ts'
import { CommandError, type Io } from './io.ts'
import { openSession, type SessionOptions } from './session.ts'

interface ToolParts extends Partial<
  Pick<SessionOptions, 'secretOf' | 'secrets' | 'onStep' | 'onProgress' | 'handOver'>
> {
  catalog: Catalog
  /** Null for a command that keeps and reads nothing. */
  history?: History | null
  profiles?: readonly Profile[]
  /** Another file of saved requests than the one that the app uses. */
  savedFile?: string | undefined
}

export interface Tool {
  context: CommandLineContext
  /** Cancels what is in progress, and waits until it is kept. */
  close(): Promise<void>
}

/** What the operations of the command line are given: the parts of the app, without Electron. */
function openTool(io: Io, { catalog, history = null, profiles = [], savedFile, ...told }: ToolParts): Tool {
  const { sender, redactor, learnHeaders, close } = openSession({
    secretOf: () => null,
    secrets: () => [],
    ...told,
    catalog,
    version: io.version,
    history,
    onWarning: (text) => {
      io.stderr(`Warning: ${text}\n`)
    },
  })
  const around = () => ({
    version: io.version,
    runtime: `Node ${process.versions.node}`,
    platform: `${io.platform} ${process.arch}`,
    now: systemClock.now(),
  })
  const context: CommandLineContext = {
    now: () => systemClock.now(),
    get history() {
      if (history) return history
      throw new CommandError('This command reads no history.')
    },
    redactor,
    explainPasted: (question, id) =>
      explainPasted(question, { id, now: systemClock.now(), catalog, redactor, learnHeaders }),
    catalog: () => catalog,
    profiles: () => [...profiles],
    posternFiles: createPosternFiles(redactor),
    saved: openSavedRequests({
      usual: savedFile ?? join(dataFolderOf(io), 'requests.json'),
      placeFile: join(dataFolderOf(io), 'requests-file.json'),
      isGiven: savedFile !== undefined,
      redact: (request) => withoutSecrets(request, redactor),
    }),
    sender,
    signal: io.signal,
    async write(format, exchanges) {
      // What the history holds was redacted when it was kept; what looks like a secret is looked for once more.
      for await (const piece of written(format, exchanges, redactor, around())) {
        io.stdout(piece)
        await io.drained?.()
        if (io.signal.aborted) return false
      }
      return true
    },
  }
  return { context, close }
}

/** Opens the parts for the length of one piece of work. */
export async function withTool<T>(
  io: Io,
  parts: ToolParts,
  work: (context: CommandLineContext) => T | Promise<T>,
): Promise<T> {
  const { context, close } = openTool(io, parts)
  try {
    return await work(context)
  } finally {
    await close()
  }
}
