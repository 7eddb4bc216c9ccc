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
    summary: 'run your program, capture its requests, and check them',
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
  --timeout 2m           end the program after this time (default in a drill: 2m)
  --check                check the requests against the rules of the API documentation, and print a report
  --report FILE          check, and write the report too. FILE ends with .xml, .md, .json or .sarif. Repeat it for more
  --fail-on, --require-seen  check, and decide the exit code as postern check does
  --drill                check, and start the command once a scenario. The sandbox misbehaves in each in another way
  --scenario NAME        only this scenario. Repeat it for more
  --speed N              make the minute of the sandbox shorter, for example 10. The pauses of the rules get shorter too
  --drill --list         print the scenarios, and the rules that each of them shows

In a drill, your program finds the scenario in POSTERN_SCENARIO and the speed in POSTERN_SPEED. Divide its pauses
and timeouts by that speed. It gets no input.

Without --check, the exit code is that of your program. It is 2 if the command is wrong, and 3 if Postern could not listen.
With --check, a failure of your program comes first. Then 1 means a broken rule, and 3 that Postern saw no request.
In a drill, a failure of your program does not count, because a good program also fails after a 403.
The code is 124 if the time ran out, and 128 with the number of the signal after Ctrl+C.
Example: postern run --to sandbox --drill --speed 10 --report report.xml --env BASE -- npm test`,
  },
}
