import { COMMAND_LINE_OPERATIONS } from '../operations/list.ts'

interface Topic {
  summary: string
  usage: string
  text: string
}

const TOPICS: Record<string, Topic> = {
  explain: {
    summary: 'explain an answer that you have in a file or on standard input',
    usage: 'postern explain [FILE|-] [options]',
    text: `Finds a response in any text: a body, what curl prints, a log, or the error of a program. Postern then says
what the response means, why it happened, what to do, and whether a retry can help. Nothing is sent.

  --status N             HTTP status of the response. Without it, Postern reads it from the text
  --request "GET /path"  what was asked for: its ids are compared with the claims
  --header "Name: value" a header of the answer; may be repeated
  --claims FILE          claims of the token, as JSON
  --token-env NAME       the token itself, from the environment variable NAME; only its claims are read
  --data TEXT|@FILE      body of the request: Postern shows the values that you sent. @- reads standard input
  --attempts FILE        earlier attempts, as JSON, oldest first: whether a fresh token was refused as well
  --catalog FILE         service codes and endpoints of your own, as JSON
  --json                 print the exchange document, and nothing else

The file of --attempts is a list. postern schema attempts prints its shape:
  [{"purpose": "request", "startedAt": "2026-03-02T09:00:00Z", "status": 401},
   {"purpose": "token", "startedAt": "2026-03-02T09:00:01Z", "status": 200, "headers": {}, "body": "…"},
   {"purpose": "request", "startedAt": "2026-03-02T09:00:02Z", "failure": "timeout"}]

Example: postern explain answer.json --status 403 --request "GET /api/external/sites?customerId=1099"`,
  },
  send: {
    summary: 'send a request with the retry rules, and explain the answer',
    usage: 'postern send METHOD PATH [options]',
    text: `Shows every attempt and every wait on standard error, the explanation on standard output.
Without --base-url a sandbox is started for the call.

  --base-url URL         the API to talk to
  --key-env NAME         the API key, from the environment variable NAME
  --token-env NAME       a ready-made token, from the environment variable NAME
  --key ALIAS            which of the sandbox's keys to use (default: site-7)
  --query k=v            added to the query, before a # in PATH; may be repeated
  --header "Name: value" a header of the request; may be repeated
  --data TEXT|@FILE|@-   the body: a text, a file in UTF-8 as it is, or standard input
  --idempotent           sending it twice does no harm: POST, PUT, PATCH and DELETE may be retried
  --backoff 1s,2s,4s,8s  delays after a 5xx or a lost connection; their number is the cap
  --rate 60/60s          requests a window
  --mode guard|observe   hold back when the window is full, or only watch (default: guard)
  --timeout 30s          longest time for one attempt
  --deadline 5m          longest time for all of it
  --catalog FILE         service codes and endpoints of your own, as JSON
  --secret-to FILE       save a secret that the response returns only once, in a new file for your user alone
  --keep                 put the exchange into the history, where the app shows it too; exit code 4 if that failed
  --json                 print the exchange document, and nothing else

Ctrl+C cancels. Example: postern send GET /api/external/sites --query customerId=1099`,
  },
  history: {
    summary: 'list what was sent, from the app and with --keep',
    usage: 'postern history [QUERY] [options]',
    text: `Reads the history of the data folder, also while the app runs, and changes nothing there. The newest come first.
A query is made of terms such as status:4xx code:100 method:POST route:/sites key:site-7 outcome:failed
since:2h took:>2s is:replay, of "words in quotes", and of -terms that must not hold.
Times are printed in UTC, with a Z. A query takes them so; without a Z or an offset, a time is local.

  --limit N              so many at most (default: 20)
  --json                 print one document, and nothing else

Example: postern history outcome:failed since:1d`,
  },
  import: {
    summary: 'import HAR files into the history',
    usage: 'postern import FILE… [options]',
    text: `Reads HAR files, as browsers and proxies save them, and puts their exchanges into the history of the data
folder, explained and with their secrets redacted. Nothing is sent. A file may be - for standard input.
Postern prints for each file how many exchanges are new, how many it knows, and which entries it skipped and why.
A file that was imported before adds nothing.

  --json                 print one document, and nothing else

Exit code 2 if a file is missing or is not a whole HAR file; what came before the damage is kept.
Example: postern import failing.har && postern history source:import`,
  },
  replay: {
    summary: 'send again what is in the history, and say what has changed',
    usage: 'postern replay ID|QUERY [options]',
    text: `Sends within the rate limit, tells for each request whether it is fixed, and stops when the first
answers show that nothing has changed. The new exchanges go into the history. What was sent to a sandbox goes to
a new one with the same key. Other keys lie in the app's vault, which cannot be opened here: hand them in.

  --dry-run              say what would be sent, how long it takes and what stands in the way; send nothing
  --key-env NAME         the API key, from the environment variable NAME
  --token-env NAME       a ready-made token, from the environment variable NAME
  --base-url URL         send to this API, whatever was sent to before
  --repeat-unsafe        also send what may have run, such as a POST that was answered
  --limit N              so many at most, the newest (default: 1000)
  --json                 print one document with plan and results, and nothing else

Ctrl+C cancels. Example: postern replay outcome:failed since:1h --dry-run`,
  },
  export: {
    summary: 'write exchanges of the history in another format',
    usage: 'postern export ID|QUERY --format FORMAT',
    text: `Writes to standard output, the oldest first. Secrets are blanked. Curl commands have environment variables
such as $POSTERN_TOKEN in their place, and other languages words such as YOUR_TOKEN.

  --format curl          the requests as commands for a POSIX shell
  --format fetch         the same in JavaScript; axios: with axios
  --format python        the same in Python with requests
  --format powershell    the same for PowerShell
  --format csharp        the same in C# with HttpClient
  --format http          the same as raw HTTP
  --format har           HAR 1.2, as browsers read it
  --format jsonl         exchange documents, one a line
  --format bundle        Markdown for the API's support: trace ID, attempts, envelope, findings, clock, versions
  --limit N              so many at most, the newest (default: 10000)

Example: postern export outcome:failed since:1d --format bundle > for-support.md`,
  },
  sandbox: {
    summary: 'run the built-in API on this machine, to try things against',
    usage: 'postern sandbox [options]',
    text: `Listens on 127.0.0.1 only, prints its address, its keys and its faults, and runs until Ctrl+C.

  --port N               port to listen on (default: 0, any free one)
  --rate 60/60s          requests a window of each key
  --token-life 15m       how long a token is good for`,
  },
  schema: {
    summary: 'print the JSON Schema of a document or of an operation',
    usage: 'postern schema [exchange|attempts|history|import|replay|OPERATION]',
    text: `For those who read with their own tools what Postern writes. JSON Schema, draft 2020-12.

  exchange               what explain and send print with --json, and each line of export --format jsonl (default)
  attempts               what explain takes with --attempts
  history                what history prints with --json
  import                 what import prints with --json
  replay                 what replay prints with --json, planned only or sent
  OPERATION              what an operation such as history:usage takes and gives

Example: postern schema > exchange.schema.json`,
  },
}

const EXIT_CODES = `Exit code: 0 success, 1 the API answered with a failure, 2 the command was wrong, 3 no usable answer came,
4 the history could not be read, or could not keep what was sent (whatever the API answered).
Durations: 500ms, 30s, 5m, 1h. Secrets come from the environment, never from arguments.
The history lies in the app's data folder, or in the folder that POSTERN_DATA names.`

export function overview(): string {
  const width = Math.max(...Object.keys(TOPICS).map((name) => name.length))
  const rows = Object.entries(TOPICS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  return `Postern, without its window.\n\n${rows.join('\n')}\n\nOperations by name, with JSON in and out (postern NAME [JSON|-], postern schema NAME):\n\n${operations()}\n\npostern COMMAND --help tells more, postern --version which one this is.\n${EXIT_CODES}\n`
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
