const BAR_WIDTH = 30

/**
 * One line that shows how far a download has come.
 * @param {number} done bytes
 * @param {number} total bytes
 */
export function progressText(done, total) {
  const share = total > 0 ? Math.min(done / total, 1) : 0
  const filled = Math.floor(share * BAR_WIDTH)
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
  return `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${megabytes(done)} of ${megabytes(total)} MB`
}

/**
 * @param {number} bytes
 */
function megabytes(bytes) {
  return Math.round(bytes / 1e6)
}

/**
 * Draws progress: on a terminal one line that is redrawn, elsewhere a plain line every tenth of the way.
 * @param {number} total bytes
 * @param {{ write: (text: string) => unknown, isTTY?: boolean | undefined }} [out]
 */
export function startProgress(total, out = process.stderr) {
  let lastTenth = -1
  return {
    /** @param {number} done bytes */
    update(done) {
      const tenth = Math.floor((Math.min(done / total, 1) || 0) * 10)
      if (out.isTTY) out.write(`\r  ${progressText(done, total)}`)
      else if (tenth > lastTenth) out.write(`  ${progressText(done, total)}\n`)
      lastTenth = tenth
    },
    end() {
      if (out.isTTY) out.write('\n')
    },
  }
}
