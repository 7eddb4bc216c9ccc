// Loaded into the app before its own code when a program is to drive it: holds Electron's "ready" back until Playwright has
// attached to it, and evaluates the name below. A window that navigates while Playwright attaches can make it wait for ever.
const { app } = require('electron')

const ready = app.whenReady()
const driven = new Promise((resolve) => {
  Object.assign(globalThis, { __playwright_run: resolve })
})
app.whenReady = () => driven.then(() => ready)
