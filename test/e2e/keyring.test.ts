import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, launchArguments, startPostern, type Postern } from './postern.ts'

const isHere = spawnSync('gnome-keyring-daemon', ['--version']).error === undefined
const SECRET = `entered-by-hand-${Date.now()}`

/** A session bus that starts nothing by itself, so that a keyring is there only when a test wants one. */
const BUS_CONFIGURATION = `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

describe.runIf(process.platform === 'linux')('with the keyring of the system', () => {
  const data = createDataFolder()
  const home = createDataFolder()
  const children: ChildProcess[] = []
  let postern: Postern | null = null

  beforeAll(() => {
    if (!isHere) throw new Error('gnome-keyring is not installed: run these tests through "npm test"')
    writeFileSync(join(home.path, 'bus.conf'), BUS_CONFIGURATION)
    mkdirSync(join(home.path, 'run'), { mode: 0o700 })
  })

  afterEach(async () => {
    await postern?.quit()
    postern = null
    // A daemon that is ending may still write its keyring, so it is waited for.
    await Promise.all(children.splice(0).reverse().map(ended))
  })

  afterAll(() => {
    data.remove()
    home.remove()
  })

  async function start(keyring: 'unlocked' | 'gone'): Promise<Postern> {
    const bus = spawn('dbus-daemon', [
      `--config-file=${join(home.path, 'bus.conf')}`,
      '--print-address',
      '--nofork',
    ])
    children.push(bus)
    const address = await firstLine(bus)
    const env = {
      DBUS_SESSION_BUS_ADDRESS: address,
      XDG_RUNTIME_DIR: join(home.path, 'run'),
      XDG_DATA_HOME: join(home.path, 'share'),
    }
    if (keyring === 'unlocked') {
      const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--components=secrets', '--foreground'], {
        env: { ...process.env, ...env },
      })
      children.push(daemon)
      daemon.stdin.end('a password for this test')
      await expect.poll(() => ownerOfSecrets(env), { timeout: 10_000 }).toContain('string ":')
    }
    postern = await startPostern(data.path, {
      args: ['--password-store=gnome-libsecret', ...launchArguments()],
      env,
    })
    return postern
  }

  it('a key is stored, as ciphertext only', async () => {
    const { enterKey, keyCard, goTo, page } = await start('unlocked')
    await enterKey({ profile: 'Guardhouse AU', alias: 'ours', secret: SECRET })
    await goTo('Keys')
    await page.getByText('The system keyring guards the password').waitFor()
    await keyCard('ours').getByText('encrypted, by the system keyring').waitFor()
    const file = readFileSync(join(data.path, 'keys.json'), 'utf8')
    expect(JSON.parse(file)).toMatchObject({
      version: 1,
      keys: [{ alias: 'ours', protection: 'keyring', place: 'https://gateway-api.guardhousehq.com' }],
    })
    expect(file).not.toContain(SECRET)
    expect(file).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 20))
  })

  it('it can be used after a restart', async () => {
    const { goTo, keyCard } = await start('unlocked')
    await goTo('Keys')
    await keyCard('ours').getByRole('button', { name: 'Test ours' }).waitFor()
  })

  it('while the keyring is gone it needs to be entered again; nothing else is lost', async () => {
    const before = readFileSync(join(data.path, 'keys.json'), 'utf8')
    const { goTo, keyCard, send, headline, page } = await start('gone')
    await page.getByLabel('Profile', { exact: true }).selectOption('sandbox')
    await send({ target: '/api/external/sites' })
    await headline.filter({ hasText: /sites/ }).waitFor()
    await goTo('Keys')
    await keyCard('ours').getByText('Needs to be entered again').waitFor()
    expect(readFileSync(join(data.path, 'keys.json'), 'utf8')).toBe(before)
  })

  it('with the keyring back it is as before', async () => {
    const { goTo, keyCard } = await start('unlocked')
    await goTo('Keys')
    await keyCard('ours').getByRole('button', { name: 'Test ours' }).waitFor()
  })

  it('with another keyring it needs to be entered again, and then works', async () => {
    rmSync(join(home.path, 'share'), { recursive: true })
    const { goTo, keyCard, page } = await start('unlocked')
    await goTo('Keys')
    await keyCard('ours').getByRole('button', { name: 'Enter ours again' }).click()
    await page.getByRole('dialog').getByLabel('API key').fill(SECRET)
    await page.getByRole('button', { name: 'Keep key' }).click()
    await keyCard('ours').getByRole('button', { name: 'Test ours' }).waitFor()
  })
})

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill()
  await exit
}

/** Who answers for the secret service on a bus. */
function ownerOfSecrets(env: Record<string, string>): string {
  const question = ['org.freedesktop.DBus.GetNameOwner', 'string:org.freedesktop.secrets']
  const { stdout } = spawnSync(
    'dbus-send',
    ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', ...question],
    { env: { ...process.env, ...env }, encoding: 'utf8' },
  )
  return stdout
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '')
    })
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`It ended with ${code}.`)))
  })
}
