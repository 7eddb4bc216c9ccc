import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import packageJson from '../../../package.json' with { type: 'json' }

const root = join(import.meta.dirname, '../../..')
const folder = join(root, '.github/workflows')
// electron-builder brings the reader along, and its program tells a file as JSON.
const reader = join(dirname(createRequire(import.meta.url).resolve('js-yaml/package.json')), 'bin/js-yaml.js')

const workflowSchema = z.object({
  name: z.string(),
  permissions: z.record(z.string(), z.literal('read')),
  jobs: z.record(
    z.string(),
    z.object({
      'runs-on': z.string(),
      steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })),
    }),
  ),
})

describe.each(readdirSync(folder))('the workflow %s', (name) => {
  const text = execFileSync(process.execPath, [reader, join(folder, name)], { encoding: 'utf8' })
  const workflow = workflowSchema.parse(JSON.parse(text))
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)

  it('calls only scripts that there are', () => {
    const scripts = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/npm run (?:-s )?(\w+)|npm (test|start)/g)].map((match) => match[1] ?? match[2] ?? ''),
    )
    expect(scripts).not.toEqual([])
    for (const script of scripts) expect(packageJson.scripts).toHaveProperty(script)
  })

  it('uses actions of the forge alone, each in a version', () => {
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/)
  })
})

it('what the release uploads is what is made', () => {
  const release = readFileSync(join(folder, 'release.yml'), 'utf8')
  for (const ending of ['AppImage', 'deb', 'tar.gz', 'tgz', 'exe', 'dmg', 'zip'])
    expect(release).toContain(`dist/*.${ending}\n`)
})

it('the changelog has a place for what comes, and names no version that is yet to come', () => {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8')
  expect(changelog).toMatch(/^## \[Unreleased\]$/m)
  for (const [, version = ''] of changelog.matchAll(/^## \[(\d+\.\d+\.\d+)\]/gm))
    expect(version.localeCompare(packageJson.version, 'en', { numeric: true })).toBeLessThanOrEqual(0)
})
