import { isTemplate } from '../contract/placeholder.ts'
import type { Shape } from './ranges.ts'

const hasDigit = (value: string) => /\d/.test(value)

/** Behind the option of one program nearly anything is a password, but for a variable, a port and a word of a sentence. */
const isArgument = (value: string) =>
  !isTemplate(value) && !/^(?:[a-z]{1,10}|[A-Z]{1,10}|[/-].*|\d{1,5}(?::\d{1,5})?)$/.test(value)

/** Of a secret on a command line, with a space behind it. */
const OPTION =
  '--(?:[a-z]{1,20}-){0,3}(?:pass|password|passwd|passphrase|pwd|secret|token|(?:api|access|secret|private)-?key)'

/** A value, with spaces where it is quoted. */
const VALUE = '\\\\{0,3}["\'\\0]?((?<=["\'])[^"\'\\\\\\0\\r\\n]+|[^\\s"\'\\\\\\0]+)'
const SPACE = '[\\s\\0]{1,4}'

/** Programs, and the option that each takes a password with. `before` is what stands between option and password. */
const PROGRAMS: readonly { sign: string; programs: string; option: string; before: string }[] = [
  { sign: 'sshpass', programs: 'sshpass', option: '-p', before: '[\\s\\0]{0,4}' },
  { sign: 'redis-cli', programs: 'redis-cli', option: '-a', before: SPACE },
  // With a space behind the option what follows is the database.
  { sign: 'mysql', programs: 'mysql[\\w-]{0,20}', option: '-p', before: '' },
  { sign: 'mariadb', programs: 'mariadb[\\w-]{0,20}', option: '-p', before: '' },
  { sign: 'mongo', programs: 'mongo[a-z]{0,10}', option: '-p', before: SPACE },
  {
    sign: 'login',
    programs: '(?:docker|podman|az|cf|oc)\\s(?:[\\w-]{1,20}\\s)?login',
    option: '-p',
    before: SPACE,
  },
  {
    sign: 'ldap',
    programs: 'ldap(?:search|modify|add|delete|passwd|whoami|compare|modrdn)',
    option: '-w',
    before: SPACE,
  },
]

const ofPrograms = PROGRAMS.map(({ sign, programs, option, before }): Shape => ({
  sign,
  pattern: new RegExp(
    `${option}(?<=\\b${programs}["'\\s\\0](?:[^\\r\\n]{0,300}[\\s"'\\0])?${option})${before}${VALUE}`,
    'dg',
  ),
  name: 'password',
  accepts: isArgument,
}))

/** Secrets that are options of a command. */
export const COMMAND_LINES: readonly Shape[] = [
  {
    sign: '-',
    pattern: new RegExp(
      `(?<![\\w-])${OPTION}\\s{1,4}\\\\{0,3}["'\\0]?([^\\s"'\\\\\\0-][^\\s"'\\\\\\0]{3,})`,
      'dgi',
    ),
    name: 'password',
    accepts: hasDigit,
  },
  {
    sign: '-',
    pattern:
      /(?<![\w-])(?:-u\s|--(?:(?:proxy-)?(?:user|cert)|auth)[\s=])\s{0,4}\\{0,3}["'\0]?[^\s:"'\\\0]{1,64}:([^\s"'\\\0]+)/dgi,
    name: 'password',
    accepts: (value) => !/^(?:\d{1,5}$|\/)/.test(value),
  },
  // curl needs no space there, and takes it behind other letters.
  {
    sign: 'curl',
    pattern:
      /-(?<=\bcurl\b[^\0]{0,300}\s-)[a-z]{0,8}u\s{0,4}\\{0,3}["'\0]?[^\s:"'\\\0]{1,64}:([^\s"'\\\0]+)/dgi,
    name: 'password',
  },
  // The password of a certificate, whose path may begin with a drive.
  {
    sign: 'curl',
    pattern:
      /-(?<=\bcurl\b[^\0]{0,300}\s-)[a-zA-Z]{0,8}E\s{0,4}\\{0,3}["'\0]?(?:[a-zA-Z]:[/\\]{1,4})?[^\s:"'\0]{1,200}:([^\s"'\\\0]+)/dg,
    name: 'password',
    accepts: (value) => !value.startsWith('/'),
  },
  // HTTPie.
  {
    sign: '-a',
    pattern:
      /-a(?<=\b(?:https?|xhs?)\s(?:[^\r\n\0]{0,300}\s)?-a)[\s=]{0,4}\\{0,3}["'\0]?[^\s:"'\\\0]{1,64}:([^\s"'\\\0]+)/dg,
    name: 'password',
  },
  ...ofPrograms,
  {
    sign: '-',
    pattern:
      /(?<![\w-])(?:-b\s|--cookie[\s=])\s{0,4}\\{0,3}["'\0]?([^\s"'\\\0=-][^\s"'\\\0=]{0,63}=[^\s"'\\\0]+(?:;\s[^\s"'\\\0=]{1,64}=[^\s"'\\\0]+)*)/dgi,
    name: 'cookie',
    accepts: hasDigit,
  },
]
