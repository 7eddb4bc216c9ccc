import type { Topic } from './topic.ts'

/** How a program is captured. */
export const CAPTURE_TOPICS: Record<'capture' | 'run', Topic> = {
  capture: {
    summary: 'show the requests that your own program sends',
    usage: 'postern capture [options]',
    text: `Listens on this computer and passes every request on to the API unchanged. Set the base URL of your program to the
printed URL. Postern then shows each request as it ends. It never retries, and it adds no key.

  --to PROFILE|URL|sandbox  where requests go (default: the profile that the app has selected)
  --port N               port to listen on, or 0 for any free one. If it is in use, Postern takes the next free one
  --fault FAULT          let the sandbox misbehave, for example "status=503;times=2". Repeat it for more
  --hold                 hold a request back that would exceed the rate limit, for up to 70 s
  --keep                 put the exchanges into the history, where the app shows them too
  --json                 print one exchange document a line. If a request goes on, Postern prints it again under the same id

Ctrl+C stops it. Requests in progress have 5 s to finish.
Example: postern capture --to sandbox, and in another terminal: curl http://127.0.0.1:47100/api/external/sites`,
  },
  run: {
    summary: 'run your program and capture its requests',
    usage: 'postern run [options] -- COMMAND ARG…',
    text: `Starts the command and captures what it sends. Your program reads the URL from POSTERN_CAPTURE_URL, and
from each variable that --env names. Postern hands signals, input and output through.

  --to PROFILE|URL|sandbox  where requests go (default: the profile that the app has selected)
  --env NAME             also set this environment variable to the URL. Repeat it for more
  --fault FAULT          let the sandbox misbehave, for example "status=503;times=2". Repeat it for more
  --hold                 hold a request back that would exceed the rate limit, for up to 70 s
  --idempotent "POST /path"  this is safe to send twice. Repeat it for more
  --keep                 put the exchanges into the history
  --json FILE            write one exchange document a line

The exit code is that of your program: 2 if the command is wrong, 3 if Postern could not listen.
Example: postern run --to sandbox --env BASE -- node client.mjs`,
  },
}
