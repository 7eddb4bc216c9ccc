import type { Topic } from './topic.ts'

export const CHECK_TOPICS: Record<string, Topic> = {
  check: {
    summary: 'check what a program did against the API documentation',
    usage: 'postern check [QUERY|FILE.har|FILE.jsonl|-] [options]',
    text: `Reads the calls of a program from the history, a HAR file, or the JSON lines of postern run --json. Without any,
Postern checks the last run that it captured. It says for each rule whether your program kept it, broke it, or never
put it to the test. A rule that Postern did not see is no pass. It sends nothing.

  --format text          for people (default)
  --format json          one document: postern schema check prints its form
  --format junit         JUnit XML for CI, a case for each rule and route. Rules that Postern did not see count as skipped
  --format markdown      for the summary of a job
  --format sarif         SARIF 2.1.0 for code scanning, with the line in the JSON lines
  --json                 the same as --format json
  --out FILE             write to FILE. Its ending names the format: .txt, .json, .xml, .md or .sarif
  --idempotent "POST /path"  this request is safe to send twice (repeatable)
  --rate 60/60s          the rate limit of a key: requests and a duration. Without it, that of the profile in the
                         settings
  --fail-on warning      exit code 1 if your program broke any rule (default). With error, only a rule of that severity
                         counts. With never, none does
  --require-seen RULE    exit code 1 if no call put this rule to the test (repeatable)

Exit code 0 if your program kept the rules, and 1 if it broke one. 2 if the command or the file is wrong, and 3
without any call.
Example: postern check calls.jsonl --format junit --out report.xml --require-seen no-backoff`,
  },
}
