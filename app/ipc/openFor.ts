import type { Notice } from '../contract/notice.ts'
import type { OpenRequest } from '../shell/openRequest.ts'
import type { Broadcast } from './broadcast.ts'

export interface OpenPorts {
  broadcast: Broadcast
  tell(notice: Notice): void
  bringToFront(): void
  /** Brings in a recording that somebody opened; what stands in the way is told. */
  importHar(path: string): void
}

/** What is done for somebody who follows a link or opens a file. Nothing is sent, and no link opens a file. */
export function openFor({
  broadcast,
  tell,
  bringToFront,
  importHar,
}: OpenPorts): (request: OpenRequest) => void {
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
          title: 'A link was not opened',
          detail: `Somebody asked Postern to open a link, but ${request.reason}.`,
          remedy:
            'If you followed it, ask whoever wrote it. A right one looks like postern://explain?status=403&body=…',
        })
        return
      case 'har':
        importHar(request.path)
    }
  }
}
