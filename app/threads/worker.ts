import { parentPort } from 'node:worker_threads'
import { bulkMethods } from './bulk.ts'
import { serve } from './remote.ts'
import { tasks } from './tasks.ts'

/** The thread for what would hold up a window: one is for long bodies, and each import and export has one of its own. */
if (parentPort === null) throw new Error('This file runs as a worker only.')
serve(parentPort, { ...tasks, ...bulkMethods })
