import { parentPort, workerData } from 'node:worker_threads'
import type { CallEvent } from '../capture/calls.ts'
import { listenerMethods } from './captureListener.ts'
import { recordingMethods, type CaptureNews } from './captureRecording.ts'
import { serve } from './remote.ts'

/** Two threads of a capture: one passes calls on, and one records them, which starts the other. */
if (parentPort === null) throw new Error('This file runs as a worker only.')
const { role } = workerData
if (role === 'listener') {
  const tell = serve<CallEvent>(
    parentPort,
    listenerMethods((event) => {
      tell(event)
    }),
  )
} else {
  const tell = serve<CaptureNews>(
    parentPort,
    recordingMethods((news) => {
      tell(news)
    }),
  )
}
