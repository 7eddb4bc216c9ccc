import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright'
import type { Postern } from '../postern.ts'

/** Everything that lies in a folder, by its path. */
export function filesIn(folder: string): Map<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path, readFileSync(path)]
    }),
  )
}

/** What the page's engine holds, after it was made to throw away what nobody needs. */
export async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page)
  const chunks: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk))
  await session.send('HeapProfiler.enable')
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return chunks.join('')
}

/** Whole pages as they stand: every attribute, and what is typed into fields. */
export function documentOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const fields = [...document.querySelectorAll('input, textarea, select')]
    const typed = fields.map((field) => ('value' in field ? String(field.value) : ''))
    return [document.documentElement.outerHTML, ...typed].join('\n')
  })
}

/** Command lines and environments of a process and all below it. Linux only. */
export function commandLinesBelow(pid: number): string {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = tryReading(`/proc/${name}/stat`)
    // The name, field 2, is in brackets and may hold spaces and brackets itself.
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
    parents.set(Number(name), Number(parent))
  }
  const family = new Set([pid])
  for (let size = 0; size !== family.size;) {
    size = family.size
    for (const [child, parent] of parents) if (family.has(parent)) family.add(child)
  }
  return [...family]
    .flatMap((member) => [tryReading(`/proc/${member}/cmdline`), tryReading(`/proc/${member}/environ`)])
    .join('\n')
}

function tryReading(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Writes down all that main tells the page from now on: answers and events. */
export async function recordMessages({ app }: Postern): Promise<() => Promise<string>> {
  await app.evaluate(({ ipcMain, BrowserWindow }) => {
    const messages: string[] = []
    Reflect.set(globalThis, 'messagesToPage', messages)
    const handlers: unknown = Reflect.get(ipcMain, '_invokeHandlers')
    if (!(handlers instanceof Map)) throw new Error('This Electron keeps its handlers elsewhere')
    for (const [name, handler] of handlers) {
      handlers.set(name, async (...parts: unknown[]) => {
        const answer: unknown = await (handler as (...parts: unknown[]) => unknown)(...parts)
        messages.push(JSON.stringify([name, answer]))
        return answer
      })
    }
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      const send = webContents.send.bind(webContents)
      webContents.send = (name: string, ...parts: unknown[]) => {
        messages.push(JSON.stringify([name, ...parts]))
        send(name, ...parts)
      }
    }
  })
  return () => app.evaluate(() => (Reflect.get(globalThis, 'messagesToPage') as string[]).join('\n'))
}
