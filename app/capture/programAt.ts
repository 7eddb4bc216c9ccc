import { readdir, readFile, readlink } from 'node:fs/promises'
import type { CaptureClient } from '../contract/capture.ts'

type Program = Pick<CaptureClient, 'name' | 'pid'>

/**
 * Finds the program at the other end of a connection of this computer, on Linux: the system tells which socket has a port, and
 * each process which sockets are its own. At best: those of other users are not told.
 */
export function createProgramFinder(ownPort: () => number, root = '/proc') {
  /** By the program's port; a connection keeps its port as long as it is open. */
  const known = new Map<number, Program | null>()
  /** Programs that called before, which are looked into first. */
  const callers = new Set<string>()
  let searching: Promise<unknown> = Promise.resolve()

  async function find(port: number): Promise<Program | null> {
    const socket = await socketOf(port, ownPort(), root)
    if (socket === null) return null
    const all = (await readdir(root)).filter((name) => /^\d+$/.test(name))
    for (const pid of new Set([...callers, ...all])) {
      if (!(await holds(`${root}/${pid}/fd`, socket))) continue
      callers.add(pid)
      return { pid: Number(pid), name: await nameOf(pid, root) }
    }
    return null
  }

  return async (port: number): Promise<Program | null> => {
    const before = known.get(port)
    if (before !== undefined) return before
    if (known.size >= MOST_KNOWN) known.clear()
    // One after the other: the first of a program makes the next ones quick.
    const found = searching.then(() => find(port)).catch(() => null)
    searching = found
    const program = await found
    known.set(port, program)
    return program
  }
}

const MOST_KNOWN = 2000

/** Such as `socket:[12345]`, of the connection from that port to ours. */
async function socketOf(port: number, own: number, root: string): Promise<string | null> {
  const [from, to] = [port, own].map((each) => each.toString(16).toUpperCase().padStart(4, '0'))
  for (const table of ['tcp', 'tcp6']) {
    const text = await readFile(`${root}/net/${table}`, 'utf8').catch(() => '')
    const line = text.split('\n').find((each) => {
      const [, local = '', remote = ''] = each.trim().split(/\s+/)
      return local.endsWith(`:${from}`) && remote.endsWith(`:${to}`)
    })
    const inode = line?.trim().split(/\s+/)[9]
    if (inode !== undefined && inode !== '0') return `socket:[${inode}]`
  }
  return null
}

async function holds(folder: string, socket: string): Promise<boolean> {
  const files = await readdir(folder).catch(() => [])
  const links = await Promise.all(files.map((file) => readlink(`${folder}/${file}`).catch(() => '')))
  return links.includes(socket)
}

/** The command by its file name, as the system keeps it. */
async function nameOf(pid: string, root: string): Promise<string | null> {
  const name = await readFile(`${root}/${pid}/comm`, 'utf8').catch(() => '')
  return name.trim() || null
}
