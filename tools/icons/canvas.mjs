import { app, BrowserWindow } from 'electron'

// An empty page that is as large as the largest picture: Playwright fills it.
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1024, height: 1024, useContentSize: true, frame: false })
  return window.loadURL('about:blank')
})
