import { run } from './cli/run.ts'
import { EXIT } from './cli/io.ts'

const interrupt = new AbortController()
process.once('SIGINT', () => {
  interrupt.abort()
})
process.once('SIGTERM', () => {
  interrupt.abort()
})
// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exitCode = error.code === 'EPIPE' ? EXIT.success : EXIT.wrongCommand
})

process.exitCode = await run(process.argv.slice(2), {
  stdout: (text) => process.stdout.write(text),
  stderr: (text) => process.stderr.write(text),
  stdin: async () => {
    const chunks: Buffer[] = []
    for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
    return Buffer.concat(chunks)
  },
  env: process.env,
  signal: interrupt.signal,
  isInteractive: process.stderr.isTTY,
})
