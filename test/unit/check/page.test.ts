import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CHECK_RULES } from '../../../app/check/rules.ts'
import { countWords, isPassive, RULES, sentences } from '../words/rules.ts'

const PAGE = join(import.meta.dirname, '../../../docs/calling-the-api.md')

/** The page, made from the rules; `npx vitest run -u` writes it. */
function page(): string {
  const parts = CHECK_RULES.map(
    ({ name, severity, title, says, why, change, sign, needs, seenBy }) => `## ${title}

${change}

- **The API documentation says:** ${says}
- **Why:** ${why}
- **How Postern sees it:** ${sign}
- **Seen when:** ${needs}${seenBy === null ? '' : ` The scenario \`${seenBy}\` shows it.`}
- **Rule:** \`${name}\`, ${severity === 'error' ? 'an error' : 'a warning'}
`,
  )
  return `# How to call this API well

Sixteen rules for programs that call the Guardhouse API. \`postern check\` holds your program against each of them, and the room
**Check** shows what it found. This page has the same texts as its reports. [Five programs](clients.md) show the code for each rule.

${parts.join('\n')}
## What Postern cannot see

Postern sees the calls of your program, and not its code. It cannot see whether your program reads \`status.code\`: it sees only the
calls that follow. Where equal calls run in parallel, Postern cannot match a retry to its request, and leaves it out. Nor can it see
whether a call of a burst knew of another's response. HAR files name no connections and no keys, so verdicts on them are less sure. A
rule that no call put to the test is _not seen_, and that is no pass.
`
}

describe('How to call this API well', () => {
  it('says what the rules say', () => expect(page()).toMatchFileSnapshot(PAGE))

  it.each(RULES.filter(({ rule }) => rule.startsWith('Write ') && !rule.includes('plural()')))(
    '$rule',
    ({ isBroken }) => {
      const texts = page()
        .split('\n')
        .map((line) => line.replaceAll(/\*\*|^[-#]+ |`/g, ''))
      const said = texts.map((text) => ({ file: PAGE, line: 1, text, headline: false }))
      expect(said.filter(isBroken).map(({ text }) => text)).toEqual([])
    },
  )

  it('has short sentences with an actor', () => {
    const all = page()
      .replaceAll(/[*`_]/g, '')
      .split(/\n\n|\n- /)
      .flatMap(sentences)
    expect(all.filter((sentence) => countWords(sentence.replaceAll('\n', ' ')) > 25)).toEqual([])
    expect(all.filter(isPassive).length / all.length).toBeLessThanOrEqual(0.15)
  })
})
