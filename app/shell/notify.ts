import { Notification } from 'electron'

/** A notification of the system's, where it has any. */
export function notify(title: string, body: string): void {
  if (Notification.isSupported()) new Notification({ title, body }).show()
}
