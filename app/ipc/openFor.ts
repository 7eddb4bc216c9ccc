import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { LONGEST_OFFERED } from '../contract/offeredAnswer.ts'
import type { Notice } from '../contract/notice.ts'
import { messageOf } from '../contract/thrown.ts'
import type { OpenRequest } from '../shell/openRequest.ts'
import type { Broadcast } from './broadcast.ts'

interface OpenPorts {
  broadcast: Broadcast
  tell(notice: Notice): void
  bringToFront(): void
  /** Brings in a HAR file that the user opened; what stands in the way is told. */
  importHar(path: string): void
}

/** What is done for a user who follows a link or opens a file. Nothing is sent, and no link opens a file. */
export function openFor(ports: OpenPorts): (request: OpenRequest) => void {
  const { broadcast, tell, bringToFront, importHar } = ports
  return (request) => {
    bringToFront()
    switch (request.kind) {
      case 'explain':
        broadcast('explain:offered', request.answer)
        return
      case 'refused':
        tell({
          id: 'link-refused',
          severity: 'warning',
          title: 'Postern did not open a link',
          detail: `Postern cannot open a link: ${request.reason}.`,
          remedy:
            'If you followed it, ask its author. A right link looks like postern://explain?status=403&body=…',
        })
        return
      case 'har':
        importHar(request.path)
        return
      case 'text':
        void openText(request.path, ports)
    }
  }
}

/** Explains the text of a file, unless it is a HAR file by another name. Never rejects. */
async function openText(path: string, { broadcast, tell, importHar }: OpenPorts): Promise<void> {
  const refuse = (detail: string, remedy: string) => {
    tell({ id: 'file-refused', severity: 'warning', title: 'Postern did not open a file', detail, remedy })
  }
  const name = basename(path)
  try {
    const start = await readStart(path)
    if (/^\s*\{\s*"log"\s*:/.test(start.text)) importHar(path)
    else if (start.text.includes('\0'))
      refuse(`${name} is not a text.`, 'Open a HAR file, or the text of a response.')
    else if (start.isCut)
      refuse(`${name} is longer than 1 MB.`, 'If it is a HAR file, give its name the ending .har.')
    else broadcast('explain:offered', { status: null, body: start.text })
  } catch (error) {
    refuse(
      `Postern could not read ${path} (${messageOf(error)}).`,
      'Check the path, and whether you may read the file.',
    )
  }
}

async function readStart(path: string): Promise<{ text: string; isCut: boolean }> {
  // Asked before it is opened, since opening a pipe waits for its writer.
  if (!(await stat(path)).isFile()) throw new Error('it is not a file')
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(LONGEST_OFFERED + 1),
      0,
      LONGEST_OFFERED + 1,
      0,
    )
    const text = buffer.toString('utf8', 0, Math.min(bytesRead, LONGEST_OFFERED)).replace(/^\uFEFF/, '')
    return { text, isCut: bytesRead > LONGEST_OFFERED }
  } finally {
    await file.close()
  }
}
