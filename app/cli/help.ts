import { CAPTURE_TOPICS } from './captureHelp.ts'
import { CHECK_TOPICS } from './checkHelp.ts'
import { WEBHOOK_TOPICS } from './webhooksHelp.ts'
import { MCP_TOPIC } from './mcpHelp.ts'
import type { Topic } from './topic.ts'
import { COMMAND_LINE_OPERATIONS } from '../operations/list.ts'

const TOPICS: Record<string, Topic> = {
  explain: {
    summary: 'explain a response from a file or from standard input',
    usage: 'postern explain [FILE|-] [options]',
    text: `Finds a response in any text: a body, the output of curl, a log, or the error of a program. Postern then says
what the response means, why it happened, what to do, and whether a retry can help. It sends nothing.

  --status N             HTTP status of the response. Without it, Postern reads it from the text
  --request "GET /path"  the request: Postern compares its ids with the claims
  --header "Name: value" a header of the response (repeatable)
  --claims FILE          claims of the token, as JSON
  --token-env NAME       the token, from the environment variable NAME. Postern reads only its claims
  --data TEXT|@FILE      body of the request: Postern shows the values that you sent. @- reads standard input
  --attempts FILE        earlier attempts, as JSON, oldest first. They show whether a fresh token failed too
  --catalog FILE         your own service codes and endpoints, as JSON
  --json                 print only the exchange document

The file of --attempts is a list. postern schema attempts prints its shape:
  [{"purpose": "request", "startedAt": "2026-03-02T09:00:00Z", "status": 401},
   {"purpose": "token", "startedAt": "2026-03-02T09:00:01Z", "status": 200, "headers": {}, "body": "…"},
   {"purpose": "request", "startedAt": "2026-03-02T09:00:02Z", "failure": "timeout"}]

Example: postern explain response.json --status 403 --request "GET /api/external/sites?customerId=1099"`,
  },
  send: {
    summary: 'send a request with the retry rules, and explain the response',
    usage: 'postern send METHOD PATH [options]',
    text: `Shows every attempt and every wait on standard error, and the explanation on standard output.
Without --base-url, Postern starts a sandbox for the call.

  --base-url URL         base URL of the API
  --key-env NAME         the API key, from the environment variable NAME
  --token-env NAME       a token that you have, from the environment variable NAME
  --key ALIAS            a key of the sandbox (default: site-7)
  --query k=v            a query parameter, added before a # in PATH (repeatable)
  --header "Name: value" a header of the request (repeatable)
  --data TEXT|@FILE|@-   the body: a text, a file in UTF-8, or standard input. Postern sends it unchanged
  --idempotent           the request is safe to send twice: Postern may retry POST, PUT, PATCH and DELETE
  --backoff 1s,2s,4s,8s  delays after a 5xx or a lost connection. Postern retries once after each
  --rate 60/60s          requests per rate window
  --mode guard|observe   wait while the rate window is full, or only watch (default: guard)
  --timeout 30s          longest time for one attempt
  --deadline 5m          longest time for all attempts
  --catalog FILE         your own service codes and endpoints, as JSON
  --secret-to FILE       save a secret that the response returns only once, in a new file for your user alone
  --keep                 put the exchange into the history, where the app shows it too. Exit code 4 if that fails
  --json                 print only the exchange document

Ctrl+C cancels. Example: postern send GET /api/external/sites --query customerId=1099`,
  },
  history: {
    summary: 'list the exchanges of the app and of --keep',
    usage: 'postern history [QUERY] [options]',
    text: `Reads the history in the data folder, even while the app runs, and changes nothing there. The newest come first.
A query has terms, for example status:4xx code:100 method:POST route:/sites key:site-7.
Others are outcome:failed since:2h took:>2s is:replay and "words in quotes". -status:404 excludes a term.
Postern prints times in UTC, with a Z. In a query, a time without a Z or an offset is local.

  --limit N              show up to N (default: 20)
  --json                 print only one document

Example: postern history outcome:failed since:1d`,
  },
  import: {
    summary: 'import HAR files into the history',
    usage: 'postern import FILE… [options]',
    text: `Reads HAR files, as browsers and proxies save them, and puts their exchanges into the history of the data
folder, explained and with their secrets redacted. It sends nothing. A file can be - for standard input.
Postern prints for each file how many exchanges are new, how many it knows, and which entries it skipped and why.
A file that you imported before adds nothing.

  --json                 print only one document

Exit code 2 if a file is missing or is not a whole HAR file. Postern keeps the entries before the damage.
Example: postern import failing.har && postern history source:import`,
  },
  replay: {
    summary: 'replay exchanges of the history, and say what changed',
    usage: 'postern replay ID|QUERY [options]',
    text: `Sends within the rate limit, and says for each request whether it is fixed. Postern stops when the first
responses show no change. The new exchanges go into the history. A request to a sandbox goes to a new sandbox,
with the same key. Only the app can read its other keys, so give a key with --key-env.

  --dry-run              print the plan, how long it takes and what blocks it. Send nothing
  --key-env NAME         the API key, from the environment variable NAME
  --token-env NAME       a token that you have, from the environment variable NAME
  --base-url URL         send to this API instead of the one before
  --repeat-unsafe        also send requests that may have run, for example a POST with a response
  --limit N              replay up to N, the newest (default: 1000)
  --json                 print only one document, with the plan and the results

Ctrl+C cancels. Example: postern replay outcome:failed since:1h --dry-run`,
  },
  export: {
    summary: 'write exchanges of the history in another format',
    usage: 'postern export ID|QUERY --format FORMAT',
    text: `Writes to standard output, the oldest first. Postern redacts secrets. In curl commands, environment
variables like $POSTERN_TOKEN take their place, and in other languages words like YOUR_TOKEN.

  --format curl          the requests as commands for a POSIX shell
  --format fetch         the same in JavaScript
  --format axios         the same in JavaScript with axios
  --format python        the same in Python with requests
  --format powershell    the same for PowerShell
  --format csharp        the same in C# with HttpClient
  --format http          the same as raw HTTP
  --format csv           the records of the responses as a table
  --format har           HAR 1.2, for browsers
  --format jsonl         exchange documents, one per line
  --format bundle        Markdown for Guardhouse support: trace ID, attempts, envelope, findings, clock, versions
  --limit N              write up to N, the newest (default: 10000)

Example: postern export outcome:failed since:1d --format bundle > for-support.md`,
  },
  sandbox: {
    summary: 'run the built-in API on this computer, to test against it',
    usage: 'postern sandbox [options]',
    text: `Listens on 127.0.0.1 only. Prints its URL, its keys and its faults, and runs until Ctrl+C.

  --port N               port to listen on (default: 0, any free one)
  --rate 60/60s          requests per rate window, for each key
  --token-life 15m       lifetime of a token
  --scheme NAME          how it signs webhooks, as postern webhooks simulate does (default: stripe)`,
  },
  open: {
    summary: 'show what another Postern wrote',
    usage: 'postern open FILE',
    text: `Shows the exchanges of a file of export --format postern. FILE is a path, or - for standard input.
Postern sends and keeps nothing of it, and redacts it once more.

  --json                 print one document and nothing else

Example: postern open failure.postern`,
  },
  pages: {
    summary: 'get all pages of a list, and write their records',
    usage: 'postern pages PATH [options]',
    text: `Follows the list by the cursor of each response, within the rate limit. Ctrl+C cancels, and
Postern writes the pages that arrived.

  --format csv           a table of the records (default): RFC 4180, nested values as JSON. A text that a
                         spreadsheet would take for a formula begins with '
  --format jsonl         exchange documents, one per line
  --most N               read up to N pages (default: 1000)

It takes the options of send that say where and as whom. The exit code is 3 where pages are missing.
Example: postern pages /api/external/staffs --key company > staffs.csv`,
  },
  saved: {
    summary: 'list the saved requests, or send one of them',
    usage: 'postern saved [list | run NAME] [options]',
    text: `Reads the file that the app uses, and changes nothing in it. NAME is folder and name, for example Sites/All, the
name alone, or an id. A request of a profile goes to its base URL. Give its key with --key-env.

  --file FILE            another file of saved requests
  --json                 print one document and nothing else

run takes the options of send, too. --header and --data replace the saved parts.
Example: postern saved run Sites/All --key-env GUARDHOUSE_KEY`,
  },
  ...CAPTURE_TOPICS,
  ...CHECK_TOPICS,
  ...WEBHOOK_TOPICS,
  mcp: MCP_TOPIC,
  schema: {
    summary: 'print the JSON Schema of a document or of an operation',
    usage: 'postern schema [exchange|attempts|history|import|replay|check|verify|OPERATION]',
    text: `Prints JSON Schema, draft 2020-12, for programs that read the documents of Postern.

  exchange               output of explain and send with --json, and each line of export --format jsonl (default)
  attempts               input of explain with --attempts
  history                output of history with --json
  import                 output of import with --json
  replay                 output of replay with --json, of the plan or of the run
  check                  output of check with --json
  verify                 output of webhooks verify with --json
  OPERATION              input and output of an operation, for example history:usage

Example: postern schema > exchange.schema.json`,
  },
}

const EXIT_CODES = `Exit codes
  0  success
  1  the API returned a failure
  2  the command is wrong
  3  no usable response arrived
  4  Postern could not read the history, or could not save the exchange in it

Durations: 500ms, 30s, 5m, 1h. Secrets come from the environment, never from arguments.
The history is in the app's data folder, or in the folder that POSTERN_DATA names.`

export function overview(): string {
  const width = Math.max(...Object.keys(TOPICS).map((name) => name.length))
  const rows = Object.entries(TOPICS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  return `Postern on the command line.\n\n${rows.join('\n')}\n\nOperations by name, with JSON in and out (postern NAME [JSON|-], postern schema NAME):\n\n${operations()}\n\npostern COMMAND --help explains a command. postern --version prints the version.\n${EXIT_CODES}\n`
}

function operations(): string {
  const width = Math.max(...[...COMMAND_LINE_OPERATIONS.keys()].map((name) => name.length))
  return [...COMMAND_LINE_OPERATIONS.values()]
    .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
    .join('\n')
}

export function helpFor(name: string): string {
  const operation = COMMAND_LINE_OPERATIONS.get(name)
  if (operation)
    return `postern ${name} [JSON|-]\n\n${operation.summary}. postern schema ${name} prints what it takes and gives.\n\n${EXIT_CODES}\n`
  const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined
  return topic ? `${topic.usage}\n\n${topic.text}\n\n${EXIT_CODES}\n` : overview()
}
