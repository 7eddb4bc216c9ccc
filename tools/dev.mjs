import { ensureBuilt } from './build/ensureBuilt.mjs'
import { nodeConfig } from './build/parts.mjs'
import { onStop, startChild } from './setup/child.mjs'
import { ensureDependencies } from './setup/dependencies.mjs'
import { join } from 'node:path'
import { root } from './setup/paths.mjs'
import { ensurePlatform } from './setup/platform.mjs'
import { runTool, say } from './setup/say.mjs'

/** The bundles whose change restarts the app. */
const watched = /** @type {const} */ (['main', 'historyWorker', 'taskWorker', 'captureWorker', 'preload'])

await runTool(async () => {
  await ensureDependencies()
  await ensureBuilt([...watched])
  const platform = await ensurePlatform()
  const vite = await import('vite')
  const server = await vite.createServer({ configFile: join(root, 'vite.config.ts') })
  await server.listen()
  const url = server.resolvedUrls?.local[0] ?? ''
  say(`The page is served from ${url} and follows its sources. Main restarts when its own change.`)

  const app = keepRunning(platform, url)
  onStop(app.stop)
  const watchers = await Promise.all(watched.map((name) => watch(vite, name, app.restart)))
  try {
    return await app.ended
  } finally {
    await Promise.all([...watchers.map((watcher) => watcher.close()), server.close()])
    platform.close()
  }
})

/**
 * Runs the app, and again after each restart. It has ended when the user closes it.
 * @param {import('./setup/platform.mjs').Platform} platform
 * @param {string} url of the page
 */
function keepRunning(platform, url) {
  let isRestarting = false
  /** @type {ReturnType<typeof startChild>} */
  let child
  const start = async () => {
    for (;;) {
      isRestarting = false
      child = startChild(platform.electron, [root, ...platform.switches, ...process.argv.slice(2)], {
        cwd: root,
        env: { ...platform.env, POSTERN_DEV_URL: url },
      })
      const code = await child.ended
      if (!isRestarting) return code
      say('Restarting…')
    }
  }
  const ended = start()
  return {
    ended,
    stop: () => child.stop(),
    restart() {
      isRestarting = true
      child.stop()
    },
  }
}

/**
 * Rebuilds a bundle whenever its sources change.
 * @param {typeof import('vite')} vite
 * @param {typeof watched[number]} name
 * @param {() => void} onRebuilt
 */
async function watch(vite, name, onRebuilt) {
  const config = nodeConfig(name)
  const watcher = await vite.build({ ...config, build: { ...config.build, watch: {} } })
  if (!('on' in watcher)) throw new Error('vite did not watch')
  let isFirst = true
  watcher.on('event', (event) => {
    if (event.code === 'BUNDLE_END') event.result.close()
    if (event.code === 'ERROR') say(String(event.error))
    if (event.code !== 'END') return
    // The first build is the one that the app has just been started from.
    if (!isFirst) onRebuilt()
    isFirst = false
  })
  return watcher
}
