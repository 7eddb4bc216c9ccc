import { NAMED_SCHEMES } from '../webhooks/scheme.ts'
import type { Topic } from './topic.ts'

export const WEBHOOK_TOPICS: Record<'webhooks', Topic> = {
  webhooks: {
    summary: 'receive webhooks, check their signatures, and replay them',
    usage: 'postern webhooks listen | simulate | replay | verify [options]',
    text: `listen receives deliveries on this computer, checks their signatures, and forwards them to your program.
Postern responds to the sender itself, before your program does. The API delivers to https only, so put your
own tunnel in front. Ctrl+C stops it.

  --port N               port to listen on, or 0 for any free one (default: 47200)
  --forward URL          your program. Postern sends each delivery there once, and follows no redirect
  --secret-env NAME      secret of the subscriber, from the environment variable NAME. Repeat it while you replace one
  --answer 2xx|STATUS|hang  what the sender gets (default: 2xx). hang lets it wait
  --keep                 put the deliveries into the history. The sender gets its response after that
  --json                 print one exchange document a line

simulate EVENT… sends deliveries as the sandbox sends them after a write. An event has a name like
timesheet.approve, and all means each event of the API documentation.

  --count N              deliveries of each event (default: 1)
  --scheme NAME          sign as ${Object.keys(NAMED_SCHEMES).join(', ')} (default: the scheme that Postern found, else stripe)
  --duplicate            send each delivery twice
  --old 10m              with a timestamp of that long ago
  --bad-signature        with a signature of another secret
  --to URL               where to send them (default: http://127.0.0.1:47200)

replay ID|QUERY sends deliveries of the history to your program.

  --as-received          send the same bytes, with the old timestamp and signature (default)
  --resign               sign the bytes anew, with the timestamp of now
  --to URL               your program (default: the one that got the delivery before)

verify [FILE|-] reads one delivery as a raw HTTP request: head, empty line, body.

  --json                 print only one document: signature, scheme, reason and findings

Each takes --secret-env NAME (default: POSTERN_WEBHOOK_SECRET).
The exit code of verify is 0 for a valid signature, and 1 otherwise.
The exit code of simulate and replay is 0 if each delivery got a 2xx. It is 1 after another response, and 3 after none.
Example: postern webhooks listen --forward http://127.0.0.1:3000/hook --secret-env WEBHOOK_SECRET`,
  },
}
