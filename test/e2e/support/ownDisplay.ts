import { virtualDisplays } from '../../../tools/setup/display.mjs'

// Each worker of a time has a number from 1 on, and so a display of its own.
const display = virtualDisplays()[Number(process.env.VITEST_POOL_ID) - 1]
if (display !== undefined) process.env.DISPLAY = display
