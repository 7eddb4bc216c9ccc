import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { profileFor } from '../../app/contract/presets.ts'
import { DEFAULT_SETTINGS } from '../../app/settings/settings.ts'
import { createDataFolder, launchArguments, startPostern, type Postern } from './postern.ts'
import { startTellTaleApi, type TellTaleApi } from './support/tellTaleApi.ts'

const isHere = spawnSync('gnome-keyring-daemon', ['--version']).error === undefined
const SECRET = `entered-by-hand-${Date.now()}`

/** A session bus that starts nothing by itself, so that a keyring is there only when a test wants one. */
const BUS_CONFIGURATION = `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

/** `locked`: nobody gave its password; `wrong password`: somebody gave another one. */
type Keyring = 'unlocked' | 'locked' | 'wrong password' | 'gone'

/** What a session's log-in hands to the keyring's daemon on its standard input; null when it hands over nothing. */
const PASSWORDS = {
  unlocked: 'a password for this test',
  locked: null,
  'wrong password': 'another password',
} satisfies Record<Exclude<Keyring, 'gone'>, string | null>

describe.runIf(process.platform === 'linux')('with the keyring of the system', () => {
  const data = createDataFolder()
  const home = createDataFolder()
  const children: ChildProcess[] = []
  let postern: Postern | null = null
  let api: TellTaleApi

  beforeAll(async () => {
    if (!isHere) throw new Error('gnome-keyring is not installed: run these tests through "npm test"')
    let tokens = 0
    api = await startTellTaleApi(SECRET, () => `a-token-of-no-shape-${(tokens += 1)}`, '')
    const settings = {
      ...DEFAULT_SETTINGS,
      profiles: [profileFor('ours', 'Our API', `http://127.0.0.1:${api.port}`)],
    }
    writeFileSync(join(data.path, 'settings.json'), JSON.stringify(settings))
    writeFileSync(join(home.path, 'bus.conf'), BUS_CONFIGURATION)
    mkdirSync(join(home.path, 'run'), { mode: 0o700 })
  })

  afterEach(async () => {
    await postern?.quit()
    postern = null
    // A daemon that is ending may still write its keyring, so it is waited for.
    await Promise.all(children.splice(0).reverse().map(ended))
  })

  afterAll(async () => {
    await api.close()
    data.remove()
    home.remove()
  })

  /** A desktop whose keyring Chromium does not look for, with a service that D-Bus could start. */
  function unknownDesktop(): Record<string, string> {
    const services = join(home.path, 'shared', 'dbus-1', 'services')
    mkdirSync(services, { recursive: true })
    writeFileSync(join(services, 'org.freedesktop.secrets.service'), '')
    return { XDG_CURRENT_DESKTOP: 'sway', XDG_DATA_DIRS: join(home.path, 'shared') }
  }

  async function start(
    keyring: Keyring,
    { args, more }: { args: string[]; more?: Record<string, string> } = {
      args: ['--password-store=gnome-libsecret'],
    },
  ): Promise<Postern> {
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
    if (keyring !== 'gone') {
      const password = PASSWORDS[keyring]
      const unlock = password === null ? [] : ['--unlock']
      const daemon = spawn('gnome-keyring-daemon', [...unlock, '--components=secrets', '--foreground'], {
        env: { ...process.env, ...env },
      })
      children.push(daemon)
      daemon.stdin.end(password ?? '')
      await expect.poll(() => askBus(env, OWNER), { timeout: 10_000 }).toContain('string ":')
      expect(askBus(env, IS_LOCKED)).toContain(`boolean ${keyring === 'unlocked' ? 'false' : 'true'}`)
    }
    postern = await startPostern(data.path, {
      args: [...args, ...launchArguments()],
      env: { ...env, ...more },
    })
    return postern
  }

  /** Exchanges the key, and looks at what the API was told. */
  async function expectToWork({ goTo, keyRow, keyAct }: Postern): Promise<void> {
    await goTo('Keys')
    const before = api.received.length
    await keyAct('ours', 'Test')
    await keyRow('ours').getByText('The API accepted the key').waitFor()
    expect(api.received.slice(before).join('\n')).toContain(SECRET)
  }

  const stored = () => readFileSync(join(data.path, 'keys.json'), 'utf8')

  it('a key is stored, as ciphertext only', async () => {
    const { enterKey, goTo, page } = await start('unlocked')
    await enterKey({ profile: 'Our API', alias: 'ours', secret: SECRET })
    await goTo('Keys')
    await page.getByText('The system keyring encrypts your keys.').waitFor()
    expect(JSON.parse(stored())).toMatchObject({
      version: 1,
      keys: [{ alias: 'ours', protection: 'keyring', place: `http://127.0.0.1:${api.port}` }],
    })
    expect(stored()).not.toContain(SECRET)
    expect(stored()).not.toContain(Buffer.from(SECRET).toString('base64').slice(0, 20))
  })

  it('it can be used after a restart', async () => {
    await expectToWork(await start('unlocked'))
  })

  it('it can be used on a desktop that Chromium does not know', async () => {
    await expectToWork(await start('unlocked', { args: [], more: unknownDesktop() }))
  })

  it.each(['gone', 'locked', 'wrong password'] as const)(
    'while the keyring is %s it needs to be entered again; nothing else is lost',
    async (keyring) => {
      const before = stored()
      const here = await start(keyring)
      const { goTo, keyRow, send, headline, page } = here
      await page.getByText('Enter a key again').waitFor()
      await page.getByLabel('Profile', { exact: true }).selectOption('sandbox')
      await send({ target: '/api/external/sites' })
      await headline.filter({ hasText: /sites/ }).waitFor()
      await goTo('Keys')
      await keyRow('ours').getByText('Enter the key again').waitFor()
      await here.enterKey({ profile: 'Our API', alias: 'meanwhile', secret: 'kept-in-memory-alone' })
      await keyRow('meanwhile').waitFor()
      await page.getByText('Kept in memory until Postern quits').waitFor()
      expect(stored()).toBe(before)
    },
  )

  it('with the keyring open again the same key works, and only the one that was never stored is gone', async () => {
    const here = await start('unlocked')
    await expectToWork(here)
    expect(await here.keyRow('meanwhile').count()).toBe(0)
    expect(await here.page.getByText('Enter a key again').count()).toBe(0)
  })

  it('entered while the keyring is locked, a key of the same name works, and does not take the place of the stored one', async () => {
    const before = stored()
    const here = await start('locked')
    await enterAgain(here, 'another-secret-altogether')
    await here.page.getByText('Kept in memory until Postern quits').waitFor()
    expect(stored()).toBe(before)
    await here.quit()
    await expectToWork(await start('unlocked'))
  })

  it('with another keyring it needs to be entered again, and then works', async () => {
    rmSync(join(home.path, 'share'), { recursive: true })
    const here = await start('unlocked')
    await enterAgain(here, SECRET)
    await expectToWork(here)
  })
})

async function enterAgain({ goTo, keyRow, keyAct, page }: Postern, secret: string): Promise<void> {
  await goTo('Keys')
  await keyAct('ours', 'Enter again…')
  await page.getByRole('dialog').getByLabel('API key').fill(secret)
  await page.getByRole('button', { name: 'Keep key' }).click()
  await keyRow('ours').getByText('Enter the key again').waitFor({ state: 'detached' })
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill()
  await exit
}

const OWNER = ['/', 'org.freedesktop.DBus.GetNameOwner', 'string:org.freedesktop.secrets']
const IS_LOCKED = [
  '/org/freedesktop/secrets/collection/login',
  'org.freedesktop.DBus.Properties.Get',
  'string:org.freedesktop.Secret.Collection',
  'string:Locked',
]

/** Asks the bus itself, or the secret service where the question is about one of its objects. */
function askBus(env: Record<string, string>, question: readonly string[]): string {
  const whom = question === OWNER ? 'org.freedesktop.DBus' : 'org.freedesktop.secrets'
  const { stdout } = spawnSync('dbus-send', ['--session', '--print-reply', `--dest=${whom}`, ...question], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  })
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
