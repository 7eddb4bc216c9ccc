const EVERY_MS = 50
const MB = 1_000_000
/** Opens nothing but a sandbox on this machine. */
const SANDBOX_KEY = ['sandbox', 'site-7'].join('-')

/**
 * Lets the page send 20 requests a second, none of which it opens.
 * @param {import('playwright').Page} page
 */
export async function sendSteadily(page) {
  await page.evaluate(async ([secret, every]) => {
    const { postern } = /** @type {any} */ (globalThis)
    await postern.call('keys:set', { profile: 'soak', key: 'soak', secret })
    const profiles = await postern.call('profiles:list', undefined)
    const { baseUrl } = profiles.value.find((/** @type {{ id: string }} */ { id }) => id === 'soak')
    const request = {
      profile: 'soak',
      key: 'soak',
      method: 'GET',
      target: '/api/external/sites?limit=20',
      headers: [],
      body: null,
      markedIdempotent: false,
      replayOf: null,
      writtenFor: baseUrl,
      isOpened: false,
    }
    let sent = 0
    setInterval(() => {
      void postern.call('exchange:send', request).then((/** @type {{ ok: boolean }} */ result) => {
        if (result.ok) Object.assign(globalThis, { soakSent: (sent += 1) })
      })
    }, every)
  }, /** @type {const} */ ([SANDBOX_KEY, EVERY_MS]))
}

/**
 * Measures what main and page do, minute by minute.
 * @param {import('playwright').ElectronApplication} app
 * @param {import('playwright').Page} page
 */
export async function createMeter(app, page) {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await app.evaluate(() => {
    const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
    const loop = monitorEventLoopDelay({ resolution: 10 })
    loop.enable()
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc')
    const collect = process.getBuiltinModule('node:vm').runInNewContext('gc')
    Object.assign(globalThis, {
      soakMain() {
        const mainP99Ms = loop.percentile(99) / 1e6
        collect()
        loop.reset()
        return { mainP99Ms, heap: process.memoryUsage().heapUsed }
      },
    })
  })
  const metrics = async () => {
    const { metrics: all } = await session.send('Performance.getMetrics')
    const of = (/** @type {string} */ name) => all.find((metric) => metric.name === name)?.value ?? Number.NaN
    return { busyMs: of('TaskDuration') * 1000, heap: of('JSHeapUsedSize') }
  }
  const sentSoFar = () => page.evaluate(() => Number(Reflect.get(globalThis, 'soakSent') ?? 0))
  let busyBefore = (await metrics()).busyMs
  let sentBefore = await sentSoFar()

  return {
    /** @returns {Promise<number>} */
    async rows() {
      return page.evaluate(async () => {
        const { postern } = /** @type {any} */ (globalThis)
        const usage = await postern.call('history:usage', undefined)
        if (!usage.ok) throw new Error(usage.error.message)
        return usage.value.exchanges
      })
    },
    async minute() {
      const { busyMs } = await metrics()
      const sent = await sentSoFar()
      const { mainP99Ms, heap } = await app.evaluate(() => Reflect.get(globalThis, 'soakMain')())
      await session.send('HeapProfiler.collectGarbage')
      const after = await metrics()
      const minute = {
        sent: sent - sentBefore,
        pageMs: busyMs - busyBefore,
        mainP99Ms,
        mainMb: heap / MB,
        pageMb: after.heap / MB,
      }
      // Collecting the garbage is no work of the page's.
      busyBefore = after.busyMs
      sentBefore = sent
      return minute
    },
  }
}
