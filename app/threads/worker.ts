import { parentPort } from 'node:worker_threads'
import { serve } from './remote.ts'
import { tasks } from './tasks.ts'

/** The thread in which long bodies are read, so that they hold up no window and no other request. */
if (parentPort === null) throw new Error('This file runs as a worker only.')
serve(parentPort, tasks)
