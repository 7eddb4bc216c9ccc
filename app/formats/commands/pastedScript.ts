import { placeOfProgram } from '../../diagnosis/commandKind.ts'

/** What a terminal writes before a command. */
const PROMPT =
  '(?:\\([\\w.-]+\\)\\s*)?(?:\\[?[\\w.-]+@[\\w.-]+[^\\n$#%>"\']{0,80}[$#%>]\\s+|PS(?: [^>\\n"\']{0,200})?>\\s*|[A-Za-z]:\\\\[^>\\n"\']{0,200}>\\s*|(?:~\\s*)?[$%❯➜λ»>]\\s+(?:~\\s+)?|In \\[\\d+\\]:\\s*|[\\w./~-]{1,60}\\s?[$%❯]\\s+)'
const STARTS =
  '(?:[A-Za-z_]\\w*=|\\$\\w+\\s*=|[\\w./\\\\:~-]*(?:curl|wget|https?|xhs?)(?:\\.exe)?\\s|export\\s|set\\s|sudo\\s|time\\s|env\\s|docker\\s|podman\\s|kubectl\\s|oc\\s|ssh\\s|echo\\s|printf\\s|cat\\s|bash\\s|sh\\s|jq\\s|for\\s|while\\s|watch\\s|Invoke-\\w+\\s|irm\\s|iwr\\s|nohup\\s|timeout\\s|command\\s|!\\s*(?:curl|wget|https?)\\b)'
const AFTER_PROMPT = new RegExp(`^[ \\t]*${PROMPT}(?=${STARTS})`, 'gm')
/** A root's prompt; a remark where another line holds the command. */
const ROOT_PROMPT = new RegExp(`^[ \\t]*#\\s+(?=${STARTS})`, 'm')
const CONTINUED_PROMPT = /(\\\r?\n)[ \t]*>[ \t]+/g
/** A line of a script that prepares the command. */
const PREPARES = /^\s*(?:[A-Za-z_]\w*=|\$\w+\s*=|(?:export|set|echo|printf|cat|jq)\s|#|[({]\s*$)/

/** A script as it was pasted, without the prompts, and without the words before it. */
export function cleaned(text: string): { text: string; aside: string[] } {
  const unix = text.replaceAll('\r\n', '\n')
  const bare = unix.replace(CONTINUED_PROMPT, '$1').replace(AFTER_PROMPT, '')
  const isOnlyRemark = placeOfProgram(bare.replace(/^[ \t]*#.*$/gm, '')) === null
  const plain = isOnlyRemark ? bare.replace(ROOT_PROMPT, '') : bare
  const at = placeOfProgram(plain)
  if (at === null) return { text: plain, aside: [] }
  const start = beginningOf(plain, at)
  return {
    text: plain.slice(start),
    aside: [plain.slice(0, start).trim()].filter((part) => part !== '' && !part.startsWith('#')),
  }
}

/** The first line that belongs to the script; within a sentence the program itself. */
function beginningOf(text: string, at: number): number {
  let start = 0
  for (const line of text.split('\n')) {
    const end = start + line.length
    if (end >= at) break
    if (PREPARES.test(line)) return start
    start = end + 1
  }
  const before = text.slice(start, at)
  // "Try this: curl …", and "Run `curl …`".
  const sentence = /^.*(?:[A-Za-z.,]:\s+|`)(?=[^`]*$)/.exec(before)
  return sentence && !/["'=$|;(]/.test(before) ? start + sentence[0].length : start
}

/** The text up to an empty line, and up to the end of the line of the command. */
export function shortened(text: string): string[] {
  const at = placeOfProgram(text) ?? 0
  const paragraph = text.slice(at).search(/\n[ \t]*\n/)
  const line = text.slice(at).search(/(?<![\\^`][ \t]*)\n/)
  return [paragraph, line].filter((end) => end >= 0).map((end) => text.slice(0, at + end))
}
