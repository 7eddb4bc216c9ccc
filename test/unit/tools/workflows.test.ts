import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import packageJson from '../../../package.json' with { type: 'json' }
import { TARGETS } from '../../../tools/package/targets.mjs'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, '.github/workflows')
// electron-builder brings the reader along, and its program tells a file as JSON.
const reader = join(dirname(createRequire(import.meta.url).resolve('js-yaml/package.json')), 'bin/js-yaml.js')

function jsonOf(yaml: string): unknown {
  return JSON.parse(execFileSync(process.execPath, [reader, yaml], { encoding: 'utf8' }))
}

const workflowSchema = z.object({
  name: z.string(),
  permissions: z.strictObject({}),
  jobs: z.record(
    z.string(),
    z.object({
      'runs-on': z.string(),
      permissions: z.record(z.string(), z.enum(['read', 'write'])),
      environment: z.string().optional(),
      steps: z.array(
        z.object({
          uses: z.string().optional(),
          run: z.string().optional(),
          env: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  ),
})

describe.each(readdirSync(folder))('the workflow %s', (name) => {
  const workflow = workflowSchema.parse(jsonOf(join(folder, name)))
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)

  it('calls only scripts that there are', () => {
    const scripts = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/npm run (?:-s )?(\w+)|npm (test|start)/g)].map((match) => match[1] ?? match[2] ?? ''),
    )
    expect(scripts).not.toEqual([])
    for (const script of scripts) expect(packageJson.scripts).toHaveProperty(script)
  })

  it('uses actions of the forge alone, each at a commit', () => {
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/^actions\/[a-z-]+@[\da-f]{40}$/)
  })

  it('gives secrets to single steps that install and test nothing, in jobs that a person lets run', () => {
    for (const { environment, steps: own, ...rest } of Object.values(workflow.jobs)) {
      expect(JSON.stringify(rest)).not.toContain('secrets.')
      const trusted = own.filter((step) => JSON.stringify(step).includes('secrets.'))
      if (trusted.length > 0) expect(environment).toMatch(/./)
      for (const { run = '', env = {} } of trusted) {
        expect(run).not.toMatch(/npm (?:ci|install|test)/)
        const texts = Object.values(env).join()
        expect(
          [texts.includes('MAC_'), texts.includes('WINDOWS_'), texts.includes('MINISIGN_')].filter(Boolean),
        ).toHaveLength(1)
      }
    }
  })
})

it('the release makes every form that there is, by name, and uploads it', () => {
  const release = readFileSync(join(folder, 'release.yml'), 'utf8')
  expect([...release.matchAll(/forms: (.*) \}/g)].map(([, forms]) => forms)).toEqual([
    [...(TARGETS.linux ?? []), 'npm'].join(' '),
    ...[TARGETS.win32, TARGETS.darwin, TARGETS.darwin].map((forms) => forms?.join(' ')),
  ])
  for (const ending of ['AppImage', 'deb', 'tar.gz', 'tgz', 'exe', 'dmg', 'zip'])
    expect(release).toContain(`dist/*.${ending}\n`)
})

it('every file that a workflow or the builder names is there', () => {
  const release = readFileSync(join(folder, 'release.yml'), 'utf8')
  const builder = readFileSync(join(root, 'electron-builder.yml'), 'utf8')
  const named = [
    ...[...release.matchAll(/[\w.-]+\.md\b/g)].map(([name]) => name),
    ...[...builder.matchAll(/(?:icon|afterPack|buildResources): (\S*(?:\/|build)\S*)/g)].map(
      ([, name = '']) => name,
    ),
  ]
  expect(named.length).toBeGreaterThan(4)
  expect(named.filter((name) => !existsSync(join(root, name)))).toEqual([])
})

it('of each system one form alone describes itself for a feed: the one that can replace itself', () => {
  const builder = z.record(z.string(), z.unknown()).parse(jsonOf(join(root, 'electron-builder.yml')))
  // The last one built would have the last word.
  expect(builder).toMatchObject({ dmg: { writeUpdateInfo: false } })
})

it('the builder takes every option that it is given', () => {
  const builder = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
  const text = readFileSync(
    join(dirname(builder.resolve('app-builder-lib/package.json')), 'scheme.json'),
    'utf8',
  )
  const { $schema: _, ...shape } = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  const ajv = new Ajv({ strict: false, allErrors: true })
  ajv.validate(shape, jsonOf(join(root, 'electron-builder.yml')))
  expect(ajv.errors ?? []).toEqual([])
})
