const TRACE = /\b[A-Za-z_][\w.]{0,80}(?:Exception|Error)\b[^]{0,600}?\bat [\w.<>$]{3,120} ?\(/
const OF_API = /\bat (Guardhouse\.Api\b[\w.]{0,100})/
const LONGEST = 4000

/** Whether a body is the stack trace of a program. */
export function isStackTrace(body: string): boolean {
  return TRACE.test(body.slice(0, LONGEST))
}

/** The guess that a stack trace which names the API comes from a fault inside it; null where it names another program. */
export function faultInApi(body: string): string | null {
  const place = isStackTrace(body) ? OF_API.exec(body.slice(0, LONGEST))?.[1] : undefined
  return place === undefined
    ? null
    : `The stack trace names ${place}, so Postern guessed a fault inside the API.`
}
