import { readPowerShell, plainOf, type PowerShellCommand, type PowerShellValue } from './powerShell.ts'
import { addressOf, basic, HeaderList, methodOf, refuse, type CommandReading } from './request.ts'

const CMDLET = /^(?:invoke-webrequest|invoke-restmethod|iwr|irm)$/i
/** In Windows PowerShell these are names of Invoke-WebRequest. */
const ALIAS = /^(?:curl|wget)$/i
const OWN_PARAMETER = /^-(?:uri|method|headers|body|contenttype|usebasicparsing|useragent)$/i
const PARAMETERS = [
  'uri',
  'method',
  'headers',
  'body',
  'contenttype',
  'useragent',
  'websession',
  'authentication',
  'token',
  'credential',
  'form',
  'infile',
  'outfile',
  'timeoutsec',
  'sessionvariable',
  'custommethod',
  'maximumredirection',
] as const
const SWITCH =
  /^(?:usebasicparsing|skipcertificatecheck|allowunencryptedauthentication|verbose|passthru|disablekeepalive|usedefaultcredentials|skipheadervalidation|skiphttperrorcheck)$/i

/**
 * What Invoke-WebRequest or Invoke-RestMethod would send; null for a text without one.
 * @throws PosternError bad-input
 */
export function readWebRequest(
  text: string,
): (CommandReading & { unresolved: string[]; aside: string[] }) | null {
  if (
    !/\b(?:invoke-(?:webrequest|restmethod)|iwr|irm)\b|^\W*(?:curl|wget)\b[^\n]*\s-(?:uri|method|headers|body)\b/im.test(
      text,
    )
  )
    return null
  const { commands } = readPowerShell(text)
  const place = commands.findIndex(isWebRequest)
  const command = commands[place]
  if (!command) return null
  const given = parametersOf(command.values.slice(1))
  const notes: string[] = []
  const list = new HeaderList()
  const table = given.get('headers')
  if (table instanceof Map) for (const [name, value] of table) list.set(name, textOf(value))
  const session = given.get('websession')
  const agent = given.get('useragent') ?? (session instanceof Map ? session.get('UserAgent') : undefined)
  if (typeof agent === 'string') list.add('User-Agent', agent)
  if (session instanceof Map && session.has('Cookies'))
    notes.push('Postern left out the cookies of the session.')
  const uri = given.get('uri')
  if (typeof uri !== 'string') throw refuse('It names no URL', 'Add -Uri and the URL.')
  const { url, user } = addressOf(uri)
  const method = methodOf(
    textOf(given.get('custommethod') ?? given.get('method') ?? 'GET').toUpperCase(),
    'behind -Method',
    notes,
  )
  const body = bodyOf(given.get('body') ?? null)
  const type = given.get('contenttype')
  if (typeof type === 'string') list.add('Content-Type', type)
  else if (body !== null && method === 'POST') list.add('Content-Type', 'application/x-www-form-urlencoded')
  const token = given.get('token')
  if (typeof token === 'string') list.add('Authorization', `Bearer ${token}`)
  else if (user !== null) list.add('Authorization', basic(user))
  for (const name of ['form', 'infile', 'credential'])
    if (given.has(name)) notes.push(`Postern left out -${name}.`)
  const aside = commands.filter((_, at) => at !== place).map(({ source }) => source)
  return {
    request: { method, url, headers: list.headers, body },
    notes: [...notes, ...list.notes],
    missing: [],
    unresolved: command.unresolved,
    aside,
  }
}

function isWebRequest({ values }: PowerShellCommand): boolean {
  const [first] = values
  if (typeof first !== 'string') return false
  const hasOwn = values.some(
    (value) => value instanceof Map || (typeof value === 'string' && OWN_PARAMETER.test(value)),
  )
  return CMDLET.test(first) || (ALIAS.test(first) && hasOwn)
}

function parametersOf(values: readonly PowerShellValue[]): Map<string, PowerShellValue> {
  const given = new Map<string, PowerShellValue>()
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? null
    const [, written] = (typeof value === 'string' && /^-([A-Za-z]+):?$/.exec(value)) || []
    if (written === undefined) {
      if (!given.has('uri')) given.set('uri', value)
      continue
    }
    const name = written.toLowerCase()
    if (SWITCH.test(name)) continue
    const whole = PARAMETERS.find((known) => known.startsWith(name)) ?? name
    given.set(whole, values[at + 1] ?? null)
    at += 1
  }
  return given
}

function textOf(value: PowerShellValue): string {
  return typeof value === 'string' ? value : JSON.stringify(plainOf(value))
}

/** A table is sent as a form. */
function bodyOf(value: PowerShellValue): string | null {
  if (!(value instanceof Map)) return value
  return new URLSearchParams(
    [...value].map(([name, inner]): [string, string] => [name, textOf(inner)]),
  ).toString()
}
