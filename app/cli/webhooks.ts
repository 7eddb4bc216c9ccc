import { suggestion } from '../contract/nearest.ts'
import { own } from '../contract/values.ts'
import { CommandError, type Io } from './io.ts'
import { listen } from './webhooksListen.ts'
import { replayDeliveries } from './webhooksReplay.ts'
import { simulate } from './webhooksSimulate.ts'
import { verifyDelivery } from './webhooksVerify.ts'

const COMMANDS: Record<string, (args: string[], io: Io) => Promise<number>> = {
  listen,
  simulate,
  replay: replayDeliveries,
  verify: verifyDelivery,
}

export function webhooks([name = '', ...args]: string[], io: Io): Promise<number> {
  const command = own(COMMANDS, name)
  if (typeof command === 'function') return COMMANDS[name]?.(args, io) ?? Promise.resolve(0)
  const names = Object.keys(COMMANDS)
  const given = name === '' ? '' : `, not "${name}"`
  throw new CommandError(`Give one of ${names.join(', ')}${given}.${suggestion(name, names)} See --help.`)
}
