import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { checkCalls } from '../../../app/check/check.ts'
import { formatOfFile, REPORT_FORMATS, writeReport } from '../../../app/check/forms.ts'
import { RULES, type Report } from '../../../app/contract/check.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import sarifSchema from '../../fixtures/sarif-2.1.0.json' with { type: 'json' }
import { made, tokenAt } from './support.ts'

/** What a server or a user may have written into a path. */
const ODD = '/api/external/sites/<b>&"`|`*x*'

const calls: Exchange[] = [
  tokenAt(0),
  made('GET /api/external/sites', [{ at: 100 }]),
  made(`GET ${ODD}`, [
    { at: 1000, status: 403 },
    { at: 3000, status: 403 },
  ]),
  made('GET /api/external/sites?customerId=7', [
    { at: 10_000, status: 403 },
    { at: 12_000, status: 403 },
  ]),
  made('GET /api/external/customers', [{ at: 20_000, status: 403 }]),
]
const report = checkCalls(calls)
const nothing = checkCalls([])

describe('formatOfFile', () => {
  it.each([
    ['report.xml', 'junit'],
    ['a/b.MD', 'markdown'],
    ['report.json', 'json'],
    ['report.sarif', 'sarif'],
    ['report.sarif.json', 'sarif'],
    ['report.txt', 'text'],
    ['report.html', null],
    ['report', null],
    ['report.constructor', null],
  ])('takes %s for %s', (path, format) => expect(formatOfFile(path)).toBe(format))
})

describe('the form for people', () => {
  it('has words for one rule', () => {
    const one = checkCalls([made('GET /api/external/sites', [{ at: 0 }])])
    expect(writeReport(one, 'text')).toContain('Your program kept the one rule that Postern saw.')
  })

  it('says what is broken, where, and what to change', () => {
    const text = writeReport(report, 'text')
    expect(text).toContain(
      'Postern checked 7 calls from 2026-03-02T09:00:00Z to 2026-03-02T09:00:20Z. Your program broke 1 of',
    )
    expect(text).toContain('Broken: retried-forbidden (error), 2 times\n')
    expect(text).toContain('Your program retried the same request 1.9 s after a 403.\n')
    expect(text).toContain(
      '  The API documentation says: 403: do not retry. Fix the request scope.\n  Change this: Stop at a 403',
    )
    expect(text).toContain('The scenario 429 shows it.')
    expect(writeReport(nothing, 'text')).toBe('Postern found no call to check.\n')
  })

  it('names every rule in Markdown, whose marks no path can set', () => {
    const text = writeReport(report, 'markdown')
    for (const rule of RULES) expect(text).toContain(`\`${rule}\``)
    expect(text).toContain('| ❌ Broken | `retried-forbidden` | error | 2 |')
    expect(text).toContain('`` GET /api/external/sites/<b>&"`|`*x* ``')
    expect(writeReport(nothing, 'markdown')).toBe(
      '## Check of the calls\n\nPostern found no call to check.\n',
    )
  })
})

describe('JSON', () => {
  it('is the report', () => expect(JSON.parse(writeReport(report, 'json'))).toEqual(report))
})

describe('SARIF', () => {
  const isValid = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
    sarifSchema,
  )

  it.each([
    ['without a file', report, null],
    ['with file and lines', report, { file: 'a dir/calls.jsonl', lineOf: () => 3 }],
    ['with a file alone', report, { file: String.raw`C:\calls.har`, lineOf: () => null }],
    ['without any call', nothing, null],
  ])('fits its schema %s', (_, given, source) => {
    const document: unknown = JSON.parse(writeReport(given, 'sarif', source))
    expect(isValid(document), JSON.stringify(isValid.errors)).toBe(true)
  })

  it('names each rule once, and each place', () => {
    const document: unknown = JSON.parse(
      writeReport(report, 'sarif', {
        file: 'a dir/calls.jsonl',
        lineOf: (id) => 1 + calls.findIndex((each) => each.id === id),
      }),
    )
    expect(document).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { rules: RULES.map((id) => ({ id })) } },
          results: [
            {
              ruleId: 'retried-forbidden',
              ruleIndex: 0,
              level: 'error',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'a%20dir/calls.jsonl' },
                    region: { startLine: 3 },
                  },
                },
              ],
            },
            { locations: [{ physicalLocation: { region: { startLine: 4 } } }] },
          ],
        },
      ],
    })
    expect(writeReport(report, 'sarif', { file: String.raw`C:\calls.har`, lineOf: () => null })).toContain(
      '"uri": "file:///C:/calls.har"',
    )
  })
})

interface Element {
  name: string
  attributes: Map<string, string>
  children: Element[]
  text: string
}

/** Reads the XML that a report may have: elements, attributes in double quotes, and the five entities. */
function parseXml(xml: string): Element {
  const root: Element = { name: '', attributes: new Map(), children: [], text: '' }
  const open = [root]
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '')
  expect(rest.length).toBeLessThan(xml.length)
  while (rest !== '') {
    const [token = '', close, name, attributes = '', end, text] =
      /^<\/([\w-]+)>|^<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|^([^<]+)/.exec(rest) ?? []
    expect(token, `at ${rest.slice(0, 80)}`).not.toBe('')
    rest = rest.slice(token.length)
    const within = open.at(-1) ?? root
    if (text !== undefined) within.text += decoded(text)
    else if (close !== undefined) expect(open.pop()?.name).toBe(close)
    else {
      const pairs = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)].map(
        ([, key = '', value = '']): [string, string] => [key, decoded(value)],
      )
      const element: Element = { name: name ?? '', attributes: new Map(pairs), children: [], text: '' }
      within.children.push(element)
      if (end === '') open.push(element)
    }
  }
  expect(open).toEqual([root])
  const [only] = root.children
  if (!only) throw new Error('There is no element')
  return only
}

function decoded(text: string): string {
  expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos);)/)
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

/** As the schemas of Jenkins and of Ant have it: which attributes an element must have, and which children in which order. */
const JUNIT: Record<string, { required: string[]; allowed: string[]; children: RegExp }> = {
  testsuites: { required: [], allowed: [], children: /^(?:testsuite )*$/ },
  testsuite: {
    required: ['id', 'package', 'name', 'timestamp', 'hostname', 'tests', 'failures', 'errors', 'time'],
    allowed: ['skipped'],
    children: /^properties (?:testcase )*system-out system-err $/,
  },
  properties: { required: [], allowed: [], children: /^$/ },
  testcase: { required: ['classname', 'name', 'time'], allowed: [], children: /^(?:skipped |failure )?$/ },
  skipped: { required: [], allowed: ['message'], children: /^$/ },
  failure: { required: ['type'], allowed: ['message'], children: /^$/ },
  'system-out': { required: [], allowed: [], children: /^$/ },
  'system-err': { required: [], allowed: [], children: /^$/ },
}

function expectJunit(element: Element): void {
  const form = JUNIT[element.name]
  expect(form, element.name).toBeDefined()
  const names = [...element.attributes.keys()]
  for (const name of form?.required ?? []) expect(names).toContain(name)
  for (const name of names) expect([...(form?.required ?? []), ...(form?.allowed ?? [])]).toContain(name)
  expect(element.children.map(({ name }) => `${name} `).join('')).toMatch(form?.children ?? /^$/)
  element.children.forEach(expectJunit)
}

describe('JUnit', () => {
  const suiteOf = (given: Report) => {
    const root = parseXml(writeReport(given, 'junit'))
    expectJunit(root)
    const [suite] = root.children
    if (!suite) throw new Error('There is no suite')
    return suite
  }
  const casesOf = (suite: Element) => suite.children.filter(({ name }) => name === 'testcase')

  it('has a case for each rule and route, and skips what is not seen', () => {
    const suite = suiteOf(report)
    const cases = casesOf(suite).map(
      ({ attributes, children }) => `${attributes.get('name')} ${children[0]?.name ?? 'passed'}`,
    )
    expect(cases).toContain('retried-forbidden: GET /api/external/sites failure')
    expect(cases).toContain('retried-forbidden: GET /api/external/customers passed')
    expect(cases).toContain('no-backoff skipped')
    const count = (end: string) => String(cases.filter((each) => each.endsWith(end)).length)
    expect(Object.fromEntries(suite.attributes)).toMatchObject({
      tests: String(cases.length),
      failures: count('failure'),
      skipped: count('skipped'),
      errors: '0',
      timestamp: '2026-03-02T09:00:00',
      time: '20.000',
    })
  })

  it('says in a failure what happened on its route', () => {
    const failed = casesOf(suiteOf(report)).filter(({ children }) => children[0]?.name === 'failure')
    expect(failed).toHaveLength(2)
    const text = failed.find(({ attributes }) => attributes.get('name')?.endsWith('/sites'))?.children[0]
      ?.text
    expect(text).toContain('Your program retried the same request 1.9 s after a 403.')
    expect(text?.match(/retried the same/g)).toHaveLength(1)
  })

  it('can hold any path', () => {
    const odd = checkCalls([made('GET /a/\u0000\u001b\ud800<&"\uffff', [{ at: 0, status: 500 }, { at: 60 }])])
    expect(casesOf(suiteOf(odd)).map(({ attributes }) => attributes.get('name'))).toContain(
      'no-backoff: GET /a/{id}',
    )
  })

  it('skips every rule where there is no call', () =>
    expect(casesOf(suiteOf(nothing)).map(({ children }) => children[0]?.name)).toEqual(
      RULES.map(() => 'skipped'),
    ))
})

it('every form can be asked for', () => {
  for (const format of REPORT_FORMATS) expect(writeReport(report, format)).not.toBe('')
})
