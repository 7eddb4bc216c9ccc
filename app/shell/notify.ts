import { Notification } from 'electron'

/** What is shown must not be forgotten before it was clicked. */
const shown = new Set<Notification>()

/** A notification of the system's, where it has any. */
export function notify(title: string, body: string, onClick: () => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title, body })
  shown.add(notification)
  notification.on('click', onClick)
  notification.on('close', () => shown.delete(notification))
  notification.show()
}
