import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  HASHES,
  HEADER_FORMS,
  KEY_FORMS,
  SIGNATURE_ENCODINGS,
  SIGNED_FORMS,
  type Scheme,
} from '../../../app/contract/webhooks.ts'
import { nodeHashing } from '../../../app/files/hashing.ts'
import { NAMED_SCHEMES } from '../../../app/webhooks/scheme.ts'
import { signedHeaders } from '../../../app/webhooks/sign.ts'
import { verifierIn } from '../../../app/webhooks/verifiers.ts'
import { javaVerifier } from '../../../app/webhooks/verifiers/java.ts'
import { USUAL_NAMES, verifierPlan } from '../../../app/webhooks/verifiers/plan.ts'

const NOW = 1_767_225_600
/** Also in base64 for URLs, as the sandbox makes them. */
const SECRETS = {
  whole: `whsec_${Buffer.from('a secret?>~ for tests').toString('base64url')}`,
  hex: Buffer.from('a secret for tests').toString('hex'),
}

/** Each form of each part at least once, and the named ones. */
const schemes: Scheme[] = [
  ...Object.values(NAMED_SCHEMES),
  ...Array.from({ length: 24 }, (_, at): Scheme => {
    const pick = <T>(list: readonly [T, ...T[]], step: number): T =>
      list[Math.floor(at / step) % list.length] ?? list[0]
    return {
      key: pick(KEY_FORMS, 1),
      hash: pick(HASHES, 1),
      signed: pick(SIGNED_FORMS, 1),
      encoding: pick(SIGNATURE_ENCODINGS, 2),
      header: pick(HEADER_FORMS, 1),
    }
  }),
]

interface Case {
  scheme: number
  body: string
  headers: Record<string, string>
  secret: string
  isValid: boolean
}

const body = Buffer.concat([
  Buffer.from('{"event":"approve","name":"Zoë"}\r\n'),
  Buffer.from([0xff, 0x00, 0xfe]),
])

const cases: Case[] = schemes.flatMap((scheme, at) => {
  const secret = scheme.key === 'hex' ? SECRETS.hex : SECRETS.whole
  const signing = { secret, scheme, hashing: nodeHashing }
  const of = (timestamp: number) =>
    Object.fromEntries(
      (signedHeaders({ id: 'msg_1', timestamp: String(timestamp), body }, signing) ?? []).map(
        ([name, value]) => [name.toLowerCase(), value],
      ),
    )
  const common = { scheme: at, body: body.toString('base64'), headers: of(NOW), secret }
  const changed = Buffer.from(body)
  changed.writeUInt8(0x20, 0)
  const hasTime = scheme.signed.includes('timestamp')
  return [
    { ...common, isValid: true },
    { ...common, body: changed.toString('base64'), isValid: false },
    { ...common, secret: scheme.key === 'hex' ? `${secret}ff` : `${secret}zzzz`, isValid: false },
    { ...common, headers: {}, isValid: false },
    { ...common, headers: { ...of(NOW), 'webhooks-signature': 'nonsense, t=é' }, isValid: false },
    { ...common, headers: of(NOW - 301), isValid: !hasTime },
    { ...common, headers: of(NOW + 299), isValid: true },
  ]
})

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-verifiers-'))
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

/** What each case came to. */
function run(program: string, ...args: string[]): boolean[] {
  const output = execFileSync(program, args, { cwd: folder, encoding: 'utf8' })
  return output
    .trim()
    .split('\n')
    .map((line) => line === 'true')
}

describe('a verifier that is copied', () => {
  const expected = cases.map(({ isValid }) => isValid)

  it('covers each form', () => {
    expect(new Set(schemes.map(({ key }) => key)).size).toBe(KEY_FORMS.length)
    expect(new Set(schemes.map(({ signed }) => signed)).size).toBe(SIGNED_FORMS.length)
    expect(new Set(schemes.map(({ header }) => header)).size).toBe(HEADER_FORMS.length)
    expect(new Set(schemes.map(({ encoding }) => encoding)).size).toBe(SIGNATURE_ENCODINGS.length)
    expect(new Set(schemes.map(({ hash }) => hash)).size).toBe(HASHES.length)
  })

  it('runs in Node', () => {
    for (const [at, scheme] of schemes.entries()) write(`verifier${at}.mjs`, verifierIn('node', scheme))
    const main = write(
      'main.mjs',
      `import { readFileSync } from 'node:fs'
      for (const { scheme, body, headers, secret } of JSON.parse(readFileSync('cases.json', 'utf8'))) {
        const { verifyWebhook } = await import('./verifier' + scheme + '.mjs')
        console.log(verifyWebhook(Buffer.from(body, 'base64'), headers, secret, ${NOW}))
      }`,
    )
    expect(run(process.execPath, main)).toEqual(expected)
  })

  it('runs in Python', () => {
    for (const [at, scheme] of schemes.entries()) write(`verifier${at}.py`, verifierIn('python', scheme))
    const main = write(
      'main.py',
      [
        'import base64, importlib, json',
        'for case in json.load(open("cases.json")):',
        '    verifier = importlib.import_module("verifier" + str(case["scheme"]))',
        `    valid = verifier.verify_webhook(base64.b64decode(case["body"]), case["headers"], case["secret"], ${NOW})`,
        '    print("true" if valid else "false")',
      ].join('\n'),
    )
    expect(run('python3', main)).toEqual(expected)
  })

  it('runs in Java', () => {
    const text = (value: string) => JSON.stringify(value)
    const calls = cases.map(({ scheme, body: bytes, headers, secret }) => {
      const entries = Object.entries(headers).map(
        ([name, value]) => `Map.entry(${text(name)}, ${text(value)})`,
      )
      return `System.out.println(Verifier${scheme}.verify(Base64.getDecoder().decode(${text(bytes)}), Map.ofEntries(${entries.join()}), ${text(secret)}, ${NOW}L));`
    })
    const classes = schemes.map((scheme, at) =>
      write(`Verifier${at}.java`, javaVerifier(verifierPlan(scheme, USUAL_NAMES), `Verifier${at}`)),
    )
    const main = write(
      'Main.java',
      `import java.util.*;\npublic class Main { public static void main(String[] args) throws Exception {\n${calls.join('\n')}\n} }`,
    )
    execFileSync('javac', ['-encoding', 'UTF-8', '-d', folder, main, ...classes], { stdio: 'pipe' })
    expect(run('java', '-cp', folder, 'Main')).toEqual(expected)
  }, 120_000)
})
