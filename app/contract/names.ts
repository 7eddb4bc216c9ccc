/**
 * The closed list of what may pass the door. It stands apart from the schemas
 * so that the preload script, which needs only the names, stays small.
 */
export const CALL_NAMES = [
  'app:info',
  'app:ready',
  'app:dismissNotice',
  'app:zoom',
  'settings:get',
  'settings:set',
  'catalog:state',
  'catalog:choose',
  'catalog:forget',
  'draft:get',
  'draft:keep',
  'profiles:list',
  'profiles:chooseCaFile',
  'keys:list',
  'keys:set',
  'keys:remove',
  'keys:restore',
  'keys:rename',
  'keys:keeping',
  'keys:storeWeakly',
  'keys:test',
  'exchange:send',
  'exchange:cancel',
  'exchange:sendNow',
  'history:list',
  'history:get',
  'history:body',
  'history:compare',
  'history:count',
  'history:knownValues',
  'history:mark',
  'history:pin',
  'history:remove',
  'history:restore',
  'history:usage',
  'history:activity',
  'problems:list',
  'problems:get',
  'problems:setState',
  'replay:plan',
  'replay:start',
  'replay:pause',
  'replay:resume',
  'replay:cancel',
  'replay:continueAnyway',
  'replay:list',
  'import:curl',
  'import:choose',
  'import:text',
  'import:cancel',
  'import:state',
  'import:offers',
  'import:keepKey',
  'import:declineKeys',
  'export:preview',
  'export:save',
  'export:cancel',
  'export:state',
  'window:state',
  'token:state',
  'sandbox:state',
  'sandbox:addFault',
  'sandbox:clearFaults',
  'updates:state',
  'updates:setFeed',
  'updates:check',
  'updates:fetch',
  'updates:cancel',
] as const

/** Calls that name a path. The preload script makes them, for files that it was handed; the page cannot. */
export const FILE_CALL_NAMES = ['import:dropped'] as const

export const EVENT_NAMES = [
  'exchange:changed',
  'exchange:progress',
  'window:changed',
  'token:changed',
  'notice:added',
  'replay:changed',
  'import:changed',
  'import:offered',
  'export:changed',
  'updates:changed',
  'history:changed',
  'sandbox:activity',
  'explain:offered',
  'menu:chosen',
] as const

export type PageCallName = (typeof CALL_NAMES)[number]
export type CallName = PageCallName | (typeof FILE_CALL_NAMES)[number]
export type EventName = (typeof EVENT_NAMES)[number]

/** Id of the profile that talks to the built-in API. */
export const SANDBOX_PROFILE = 'sandbox'
/** What stands for a profile where an answer came from a file or the clipboard. */
export const NO_PROFILE = 'none'
