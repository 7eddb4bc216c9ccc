import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { LOG_CAP_BYTES, openLog } from '../../../app/shell/log.ts'

const SECRET = 'canary-of-the-log'
const redact = createRedactor(() => [SECRET]).text

describe('the log', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'postern-log-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('never takes up more than its cap', () => {
    const log = openLog(join(folder, 'logs/postern.log'), redact)
    for (let entry = 0; entry < 300; entry += 1) log.warn(`entry ${entry}`, new Error('é'.repeat(15_000)))
    const sizes = readdirSync(join(folder, 'logs')).map((name) => statSync(join(folder, 'logs', name)).size)
    expect(sizes).toHaveLength(2)
    for (const size of sizes) expect(size).toBeLessThanOrEqual(LOG_CAP_BYTES)
    expect(readFileSync(join(folder, 'logs/postern.log'), 'utf8')).toContain('entry 299')
  })

  it('does not make the data folder anew when that was moved', () => {
    const data = join(folder, 'data')
    const log = openLog(join(data, 'logs/postern.log'), redact)
    const printed = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    log.warn('before the move')
    expect(existsSync(data)).toBe(false)
    expect(printed).toHaveBeenCalledWith(expect.stringContaining('before the move'))
    printed.mockRestore()
    mkdirSync(data)
    log.warn('after it')
    expect(readFileSync(join(data, 'logs/postern.log'), 'utf8')).toContain('after it')
  })

  it('is redacted before it is cut', () => {
    const file = join(folder, 'postern.log')
    const log = openLog(file, redact)
    for (let padding = 16_300; padding < 16_400; padding += 1) log.warn('x'.repeat(padding) + SECRET)
    expect(readFileSync(file, 'utf8')).not.toContain(SECRET.slice(0, 8))
  })

  it('holds of an error its stack, and none of its fields', () => {
    const file = join(folder, 'postern.log')
    const error = Object.assign(new Error(`refused ${SECRET}`), { config: { data: 'another-secret' } })
    openLog(file, redact).warn('Sending failed', error)
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('Sending failed Error: refused [redacted]')
    expect(text).not.toContain('another-secret')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })
})
