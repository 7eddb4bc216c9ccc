/** Bytes of copies that wait to be recorded, over all calls. */
export interface CopyRoom {
  free: number
}

/** A copy of a body that passes through. It gives up copying, and never holds the body up, where there is no room. */
export interface BodyCopy {
  take(chunk: Uint8Array): void
  read(): { bytes: Uint8Array; size: number; isCut: boolean }
}

export function createBodyCopy(capBytes: number, room: CopyRoom): BodyCopy {
  const chunks: Uint8Array[] = []
  let kept = 0
  let size = 0
  let isCut = false
  return {
    take(chunk) {
      size += chunk.length
      if (isCut) return
      const most = Math.min(capBytes - kept, room.free)
      isCut = chunk.length > most
      const piece = isCut ? chunk.subarray(0, Math.max(0, most)) : chunk
      if (piece.length === 0) return
      room.free -= piece.length
      kept += piece.length
      chunks.push(piece)
    },
    read() {
      const bytes = new Uint8Array(kept)
      let at = 0
      for (const chunk of chunks) {
        bytes.set(chunk, at)
        at += chunk.length
      }
      return { bytes, size, isCut }
    },
  }
}
