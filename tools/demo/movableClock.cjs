// Loaded into the app before its own code, so that a past can be lived through in seconds: main's wall clock runs behind by
// what the name below says, in ms. Waits and durations pass as they do anyway.
const realNow = Date.now
globalThis.demoBehindMs = 0
Date.now = () => realNow() - globalThis.demoBehindMs
