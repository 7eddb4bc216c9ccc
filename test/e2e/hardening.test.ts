import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createDataFolder, startPostern, type Postern } from './postern.ts'

const HOME = 'postern-app://window/index.html'

describe('the walls around the page', () => {
  const data = createDataFolder()
  let postern: Postern
  let outside: Server
  let outsideUrl = ''
  const visits: string[] = []

  beforeAll(async () => {
    outside = createServer((request, response) => {
      visits.push(request.url ?? '')
      if (request.url === '/redirect') response.writeHead(302, { location: HOME })
      response.end('<p>outside</p>')
    })
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve))
    outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`
    postern = await startPostern(data.path)
  })

  afterEach(async () => {
    await untilHome()
    await expect.poll(() => postern.app.windows().length).toBe(1)
    await expect.poll(() => postern.page.url()).toBe(HOME)
    // Not by a locator: Playwright holds those back for a navigation that it believes to be under way.
    await expect.poll(() => postern.page.evaluate(() => document.querySelector('main') !== null)).toBe(true)
    expect(await postern.page.evaluate(() => 'injected' in window)).toBe(false)
    expect(visits).toEqual([])
  })

  afterAll(async () => {
    await postern.quit()
    outside.close()
    data.remove()
  })

  /** Waits, in main, until the window shows the page and loads nothing: a page that leaves answers nobody. */
  async function untilHome(): Promise<void> {
    await postern.app.evaluate(({ BrowserWindow }, home) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      return new Promise<void>((resolve) => {
        const look = () => {
          if (contents?.getURL() !== home || contents.isLoadingMainFrame()) return
          contents.off('did-stop-loading', look)
          resolve()
        }
        contents?.on('did-stop-loading', look)
        look()
      })
    }, HOME)
  }

  /**
   * Runs code in the page that may take it elsewhere. What it came to is read in main, from a line on the page's console
   * or from the navigation, since the code may have no page to answer from.
   */
  async function runInLeavingPage(code: (address: string) => void, address: string): Promise<string> {
    await postern.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const outcome = new Promise<string>((resolve) => {
        const end = (text: string) => {
          contents?.off('console-message', hear)
          contents?.off('did-navigate', leave)
          resolve(text)
        }
        const leave = () => {
          end('has left')
        }
        const hear = (_event: unknown, _level: unknown, message: string) => {
          if (message.startsWith('tried ')) end(message)
        }
        contents?.on('console-message', hear)
        contents?.on('did-navigate', leave)
      })
      Object.assign(globalThis, { outcome })
    })
    await postern.page.evaluate(code, address)
    return postern.app.evaluate(() => (globalThis as unknown as { outcome: Promise<string> }).outcome)
  }

  /** Where the page may be told to go. `outside` stands for a server on this machine. */
  const PLACES = [
    'outside/',
    'outside/redirect',
    'https://example.invalid/',
    'file:///etc/passwd',
    'data:text/html,<script>window.injected=true</script>',
    'javascript:void(window.injected=true)',
    'blob:postern-app://window/1234',
    'about:blank',
    'postern-app://elsewhere/index.html',
    'postern-app://window.evil/index.html',
    'postern-app://window@evil/index.html',
    'postern-app://WINDOW:80/index.html',
    'postern-app2://window/index.html',
    'chrome://gpu/',
    'devtools://devtools/bundled/inspector.html',
    'view-source:postern-app://window/index.html',
  ]

  const place = (name: string) => name.replace('outside', outsideUrl)

  it.each(PLACES)('do not let it go to %s', async (name) => {
    const outcome = await runInLeavingPage((address) => {
      // What a page can do: set its location, follow a link, send a form, ask for a refresh.
      const link = Object.assign(document.createElement('a'), { href: address })
      const form = Object.assign(document.createElement('form'), { action: address, method: 'post' })
      const refresh = Object.assign(document.createElement('meta'), {
        httpEquiv: 'refresh',
        content: `0;url=${address}`,
      })
      const ways: (() => void)[] = [
        () => location.assign(address),
        () => location.replace(address),
        () => link.click(),
        () => form.submit(),
        () => document.head.append(refresh),
      ]
      // After this call has ended, since it has no answer once its page begins to leave.
      setTimeout(() => {
        document.body.append(link, form)
        let tried = 0
        for (const way of ways) {
          try {
            way()
          } catch {
            // Refused at once.
          }
          tried += 1
        }
        // The refresh has had its turn by then.
        setTimeout(() => {
          for (const element of [link, form, refresh]) element.remove()
          setTimeout(() => console.log(`tried ${tried} ways`))
        })
      })
    }, place(name))
    // Chromium asks nobody before it shows about:blank: from there the window is brought back.
    expect(outcome).toMatch(name === 'about:blank' ? /^(tried 5 ways|has left)$/ : /^tried 5 ways$/)
  })

  it.each(PLACES)('do not let it open a window on %s', async (name) => {
    const opened = await postern.page.evaluate((address) => {
      const link = Object.assign(document.createElement('a'), { href: address, target: '_blank' })
      document.body.append(link)
      link.click()
      link.remove()
      let window_: unknown = null
      try {
        window_ = window.open(address)
      } catch {
        // Refused at once.
      }
      return window_ !== null
    }, place(name))
    expect(opened).toBe(false)
    expect(await postern.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  })

  it('let it load nothing from elsewhere: no request, picture, style, frame, worker or plug-in', async () => {
    const addresses = [
      'outside/x',
      'https://example.invalid/x',
      'file:///etc/passwd',
      'data:text/plain,x',
    ].map(place)
    const loaded = await postern.page.evaluate(async (addresses) => {
      const settle = (element: HTMLElement) =>
        new Promise<boolean>((resolve) => {
          element.onload = () => resolve(true)
          element.onerror = () => resolve(false)
          document.body.append(element)
          // A frame tells nothing when it is refused.
          if (element instanceof HTMLIFrameElement)
            setTimeout(() => resolve(element.contentDocument === null && false))
        })
      const tag = (name: string, parts: object) => Object.assign(document.createElement(name), parts)
      const outcome: Record<string, boolean> = {}
      for (const url of addresses) {
        outcome[`fetch ${url}`] = await fetch(url).then(
          () => true,
          () => false,
        )
        outcome[`picture ${url}`] = await settle(tag('img', { src: url }))
        outcome[`style ${url}`] = await settle(tag('link', { rel: 'stylesheet', href: url }))
        outcome[`script ${url}`] = await Promise.resolve()
          .then(() => settle(tag('script', { src: url })))
          .catch(() => false)
        outcome[`beacon ${url}`] = await Promise.resolve()
          .then(() => navigator.sendBeacon(url, 'x') && false)
          .catch(() => false)
        outcome[`socket ${url}`] = await new Promise<boolean>((resolve) => {
          try {
            const socket = new WebSocket(url.replace(/^http/, 'ws'))
            socket.onopen = () => resolve(true)
            socket.onerror = () => resolve(false)
          } catch {
            resolve(false)
          }
        })
        outcome[`worker ${url}`] = await Promise.resolve()
          .then(() => new Worker(url) instanceof Worker && false)
          .catch(() => false)
        outcome[`frame ${url}`] = await Promise.resolve()
          .then(() => settle(tag('iframe', { src: url })))
          .catch(() => false)
      }
      return Object.entries(outcome).flatMap(([name, isLoaded]) => (isLoaded ? [name] : []))
    }, addresses)
    expect(loaded).toEqual([])
  })

  it('hold when main itself were to load a foreign page: the network is cut there too', async () => {
    const outcome = await postern.app.evaluate(async ({ BrowserWindow, session }, address) => {
      const other = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
      const loaded = await other.loadURL(address).then(
        () => 'loaded',
        (error: Error) => error.message,
      )
      other.destroy()
      const fetched = await session.defaultSession.fetch(address).then(
        () => 'loaded',
        (error: Error) => error.message,
      )
      return [loaded, fetched]
    }, outsideUrl)
    expect(outcome[0]).toMatch(/ERR_(BLOCKED_BY_CLIENT|ABORTED)/)
    expect(outcome[1]).toContain('ERR_BLOCKED_BY_CLIENT')
  })

  it.each([
    'postern-app://window/..%2fmain.js',
    'postern-app://window/%2e%2e%2fmain.js',
    'postern-app://window/assets/..%2f..%2fmain.js',
    'postern-app://window/%252e%252e%252fmain.js',
    'postern-app://window/..%5cmain.js',
    'postern-app://window/..\\main.js',
    'postern-app://window/index.html%00.js',
    'postern-app://window/../main.js',
    'postern-app://window//etc/passwd',
    'postern-app://window/%2fetc%2fpasswd',
    'postern-app://window/%E0%A4%A',
    'postern-app://window.evil/index.html',
    'postern-app://elsewhere/index.html',
  ])('serve the page no file beside its own: %s', async (address) => {
    const fromMain = await postern.app.evaluate(
      ({ session }, address) =>
        session.defaultSession.fetch(address).then(
          async (answer) => `${answer.status} ${await answer.text()}`,
          () => 'refused',
        ),
      address,
    )
    expect(['404 Not found', 'refused']).toContain(fromMain)
    const fromPage = await postern.page.evaluate(
      (address) =>
        new Promise<boolean>((resolve) => {
          const style = Object.assign(document.createElement('link'), {
            rel: 'stylesheet',
            href: address,
            onload: () => resolve(true),
            onerror: () => resolve(false),
          })
          document.head.append(style)
        }),
      address,
    )
    expect(fromPage).toBe(false)
  })

  it('serve its own files with types and a policy', async () => {
    const found = await postern.app.evaluate(async ({ session }, home) => {
      const answer = await session.defaultSession.fetch(home)
      const posted = await session.defaultSession.fetch(home, { method: 'POST' })
      return { status: answer.status, headers: Object.fromEntries(answer.headers), posted: posted.status }
    }, HOME)
    expect(found).toMatchObject({
      status: 200,
      posted: 404,
      headers: { 'x-content-type-options': 'nosniff', 'content-type': 'text/html; charset=utf-8' },
    })
  })

  it('refuse every permission but copying a text', async () => {
    const found = await postern.page.evaluate(async () => {
      const names = [
        'geolocation',
        'notifications',
        'camera',
        'microphone',
        'midi',
        'clipboard-read',
        'background-sync',
        'storage-access',
        'window-management',
        'local-fonts',
        'idle-detection',
      ]
      const granted: string[] = []
      for (const name of names) {
        const status = await navigator.permissions.query({ name: name as PermissionName }).catch(() => null)
        if (status?.state === 'granted') granted.push(name)
      }
      const asks: Record<string, () => Promise<unknown>> = {
        media: () => navigator.mediaDevices.getUserMedia({ audio: true, video: true }),
        screen: () => navigator.mediaDevices.getDisplayMedia({ video: true }),
        place: () =>
          new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
        clipboard: () => navigator.clipboard.readText(),
        midi: () => navigator.requestMIDIAccess({ sysex: true }),
        notifications: async () => {
          if ((await Notification.requestPermission()) !== 'granted') throw new Error('denied')
        },
        fullscreen: () => document.documentElement.requestFullscreen(),
        pointer: async () => {
          await document.documentElement.requestPointerLock()
          if (document.pointerLockElement === null) throw new Error('denied')
        },
      }
      // Some asks are never answered at all, which grants nothing either.
      const unanswered = () => new Promise((_resolve, reject) => setTimeout(reject, 300))
      for (const [name, ask] of Object.entries(asks)) {
        await Promise.race([ask(), unanswered()]).then(
          () => granted.push(name),
          () => undefined,
        )
      }
      return granted
    })
    expect(found).toEqual([])
  })

  it('do not let it read the clipboard, which a key may have come from; the user still pastes', async () => {
    await postern.app.evaluate(({ clipboard }) => clipboard.writeText('copied from elsewhere'))
    const read = await postern.page.evaluate(async () => {
      const found: string[] = []
      const frame = document.createElement('iframe')
      document.body.append(frame)
      for (const inDocument of [document, frame.contentDocument]) {
        if (!inDocument) continue
        const field = inDocument.createElement('textarea')
        inDocument.body.append(field)
        inDocument.addEventListener('paste', ({ clipboardData }) => {
          found.push(clipboardData?.getData('text/plain') ?? '')
        })
        for (const command of ['paste', 'pasteAndMatchStyle', 'insertFromPaste', 'PasteGlobalSelection']) {
          field.focus()
          inDocument.execCommand(command)
        }
        found.push(field.value)
        field.remove()
      }
      frame.remove()
      found.push(await navigator.clipboard.readText().catch(() => ''))
      for (const item of await navigator.clipboard.read().catch(() => [])) found.push(item.types.join())
      return found.filter((text) => text !== '')
    })
    expect(read).toEqual([])
    // By no locator: Playwright holds those back for a navigation that it believes to be under way.
    await postern.page.evaluate(() => {
      const field = document.createElement('textarea')
      field.id = 'pasted'
      document.body.append(field)
      field.focus()
    })
    const pasted = () =>
      postern.page.evaluate(() => document.querySelector<HTMLTextAreaElement>('#pasted')?.value)
    await postern.page.keyboard.press('ControlOrMeta+V')
    await expect.poll(pasted).toBe('copied from elsewhere')
    await postern.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.paste())
    await expect.poll(pasted).toBe('copied from elsewherecopied from elsewhere')
    await postern.page.evaluate(() => document.querySelector('#pasted')?.remove())
  })

  it('let no file be dropped in', async () => {
    const session = await postern.page.context().newCDPSession(postern.page)
    for (const address of ['file:///etc/passwd', `${outsideUrl}/dropped`]) {
      const drag = {
        x: 700,
        y: 400,
        data: {
          items: [{ mimeType: 'text/uri-list', data: address }],
          files: ['/etc/passwd'],
          dragOperationsMask: 1,
        },
      }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
        await session.send('Input.dispatchDragEvent', { type, ...drag })
      }
    }
    await session.detach()
    await postern.app.evaluate(({ app }) => app.getName())
  })

  it.each(['postern-app://window.evil/index.html', 'postern-app://windows/', 'about:blank'])(
    'bring back a window that came to show %s all the same',
    async (address) => {
      await postern.app.evaluate(async ({ BrowserWindow }, address) => {
        await BrowserWindow.getAllWindows()[0]
          ?.webContents.loadURL(address)
          .catch(() => undefined)
      }, address)
      await untilHome()
    },
  )

  it('attach no web view and download nothing', async () => {
    // Both are refused before anybody else hears of them, so what is heard tells how they ended.
    const refusals = postern.app.evaluate(
      ({ session }) =>
        new Promise<string[]>((resolve) => {
          const downloads: string[] = []
          session.defaultSession.on('will-download', (event, item) => {
            downloads.push(`${item.getURL()} ${event.defaultPrevented ? 'refused' : 'begun'}`)
            if (downloads.length === 2) resolve(downloads.sort())
          })
          session.defaultSession.downloadURL('postern-app://window/index.html?by=main')
        }),
    )
    const inert = await postern.page.evaluate(() => {
      const view = Object.assign(document.createElement('webview'), { src: 'https://example.invalid/' })
      document.body.append(view)
      const link = Object.assign(document.createElement('a'), {
        href: 'index.html?by=link',
        download: 'page.html',
      })
      document.body.append(link)
      link.click()
      const isInert = !('getWebContentsId' in view)
      view.remove()
      link.remove()
      return isInert
    })
    expect(inert).toBe(true)
    expect(await refusals).toEqual([
      'postern-app://window/index.html?by=link refused',
      'postern-app://window/index.html?by=main refused',
    ])
  })

  it('run no script that did not come with the app, however it is put in', async () => {
    const refused = await postern.page.evaluate(async () => {
      // What a debugger evaluates may use eval; what runs after it may not.
      await new Promise((resolve) => setTimeout(resolve))
      const refused: string[] = []
      const script = (parts: Partial<HTMLScriptElement>) => () => {
        document.body.append(Object.assign(document.createElement('script'), parts))
      }
      const ways: Record<string, () => void> = {
        eval: () => {
          ;(0, eval)('window.injected = true')
        },
        function: () => {
          new Function('window.injected = true')()
        },
        timer: () => {
          setTimeout('window.injected = true' as unknown as () => void)
        },
        handler: () => {
          document.body.setAttribute('onclick', 'window.injected = true')
          document.body.click()
        },
        markup: () => {
          document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.injected = true">')
        },
        element: script({ textContent: 'window.injected = true' }),
        module: script({ type: 'module', textContent: 'window.injected = true' }),
        address: script({ src: 'data:text/javascript,window.injected=true' }),
      }
      for (const [name, way] of Object.entries(ways)) {
        try {
          way()
        } catch {
          refused.push(name)
        }
      }
      return refused
    })
    expect(refused).toEqual([
      'eval',
      'function',
      'timer',
      'handler',
      'markup',
      'element',
      'module',
      'address',
    ])
  })
})
