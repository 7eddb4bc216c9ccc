import { once } from 'node:events'
import { systemClock } from '../clock.ts'
import { SANDBOX_FAULTS } from '../sandbox/faults.ts'
import { startSandbox } from '../sandbox/sandbox.ts'
import { parse, portOf, positiveDurationMs, rateOf } from './arguments.ts'
import { CommandError, EXIT, type Io } from './io.ts'
import { schemeNamed } from './webhooksTool.ts'

export async function sandbox(args: string[], io: Io): Promise<number> {
  const { values, positionals } = parse(args, {
    port: { type: 'string' },
    rate: { type: 'string' },
    'token-life': { type: 'string' },
    scheme: { type: 'string' },
  })
  if (positionals[0] !== undefined)
    throw new CommandError(`"${positionals[0]}" is one word too many. See --help.`)
  const server = await startSandbox({
    clock: systemClock,
    ...(values.port === undefined ? {} : { port: portOf(values.port) }),
    ...(values.rate === undefined ? {} : { rate: rateOf(values.rate) }),
    ...(values.scheme === undefined ? {} : { scheme: schemeNamed(values.scheme) }),
    ...(values['token-life'] === undefined
      ? {}
      : { tokenLifeMs: positiveDurationMs(values['token-life'], '--token-life') }),
  })
  try {
    const keys = server.keys.map(({ secret, note }) => `  ${secret.padEnd(24)} ${note}`)
    const faults = SANDBOX_FAULTS.map(({ example, description }) => `  ${example.padEnd(24)} ${description}`)
    io.stdout(
      `The sandbox listens on ${server.url} until you press Ctrl+C.\n\n` +
        `Keys for POST /api/token/request:\n${keys.join('\n')}\n\n` +
        `Faults, in the header x-sandbox-fault:\n${faults.join('\n')}\n`,
    )
    if (!io.signal.aborted) await once(io.signal, 'abort')
    return EXIT.success
  } finally {
    await server.close()
  }
}
