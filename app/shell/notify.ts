import { Notification } from 'electron'

/** Kept from garbage collection until they are closed, so that a click is noticed. */
const shown = new Set<Notification>()

/** Shows a notification of the system, where it supports them. */
export function notify(title: string, body: string, onClick: () => void): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title, body })
  shown.add(notification)
  notification.on('click', onClick)
  notification.on('close', () => shown.delete(notification))
  notification.show()
}
