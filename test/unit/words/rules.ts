import type { ShownText } from './shownTexts.ts'

export interface Rule {
  /** What to do, or the word to write instead. */
  write: string
  /** A text with this breaks the rule. */
  not: RegExp
  /** Another sense of the same words, which is right. It is taken from the text before the rule looks. */
  rightAs?: RegExp
}

/** Nouns that are counted: after a number that is put in, `plural` has to choose their form. */
const COUNTED =
  'requests|exchanges|records|attempts|bytes|characters|files|keys|seconds|minutes|hours|days|times|problems|entries|lines|others|parameters|headers|faults|matches|redirects|responses|URLs'

/** The words that Postern avoids, in any text, and the one it writes. */
const AVOIDED: readonly Rule[] = [
  {
    write: 'response; the verb is “respond” or “return”',
    not: /\banswer(?:s|ed|ing)?\b/iu,
    rightAs: /\banswer[:"”]|--answer\b/gu,
  },
  {
    write: 'replay (a person), retry (Postern)',
    not: /\b(?:try|tries|tried|sen[dt]s?|sending)(?: \w+){0,3} again\b/iu,
  },
  { write: 'attempt; the verb is “test” or “read”', not: /\b(?:try|tries|tried)\b/iu },
  { write: 'run', not: /\b(?:applied|carried out|takes? effect|took effect|been done)\b/iu },
  { write: 'safe to send twice', not: /\b(?:vouch\w*|idempot\w*)\b/iu, rightAs: /--idempotent/gu },
  { write: 'Check first', not: /\b(?:risky|only if you know|yours to decide)\b/iu },
  {
    write: 'URL, host or base URL',
    not: /\baddress(?:es)?\b/iu,
    rightAs: /\b(?:IP|network|e-?mail) address(?:es)?\b/gu,
  },
  {
    write: 'redacted; “space” for the sign',
    not: /\b(?:blank(?:s|ed)?|taken out|takes? (?:it|them|\w+) out)\b/iu,
  },
  {
    write: 'token request',
    not: /\b(?:token exchange|exchang\w+ (?:the|its|a|this|your) key|key is exchanged|keys?, to be exchanged)\b/iu,
  },
  { write: 'the API documentation', not: /\b(?:the guide|guide’s|the contract|(?:un)?documented)\b/iu },
  { write: 'Guardhouse support', not: /\b(?:tell|send|ask|contact|for|to|’s) support\b/iu },
  {
    write: 'the one who does it: your key administrator, the gateway’s owner',
    not: /\b(?:nobody|somebody|whoever|anybody|someone|anyone|no one)\b/iu,
  },
  {
    write: 'rate window',
    not: /\b(?:next|an?|each|one|further|new) windows?\b|requests in (?:a|the|this) window/iu,
    rightAs: /\b(?:way out of|menu of) a window\b/gu,
  },
  { write: 'HAR file', not: /\b(?:a|the|smaller) captures?\b|\brecorded\b/iu },
  { write: 'selected', not: /\bchosen\b/iu },
  { write: 'in progress', not: /\bunder way\b/iu },
  { write: 'this computer', not: /\bmachine\b/iu },
  { write: 'system keyring, or say that Postern stores it', not: /\bvault\b/iu },
  { write: 'command line', not: /\b(?:headless|without (?:a|its) window)\b/iu },
  { write: 'is in, is stored in', not: /\b(?:stands?|stood|standing|lies|lie|lay|lain|lying)\b/iu },
  { write: 'show, say', not: /\b(?:tells?|told|telling)\b/iu, rightAs: /\b[Cc]annot tell\b/gu },
  { write: 'fix', not: /\bmend\w*\b/iu },
  { write: 'automatically', not: /\b(?:by itself|by themselves|of itself)\b/iu },
  { write: 'immediately, in one request, together', not: /\bat once\b/iu },
  { write: 'in total', not: /\bin all\b(?! \w)/iu },
  { write: 'up to N', not: /\bso many\b/iu },
  { write: 'limit', not: /\bcap(?:s|ped)?\b/iu },
  {
    write: 'unchanged',
    not: /\bas (?:it is|they (?:are|were))\b/iu,
    rightAs: /\bas (?:fast|long|soon|often) as it is\b/gu,
  },
  { write: 'for example, or like', not: /\bsuch as\b/iu },
  { write: 'without “please”, “sorry” and “we”', not: /\b(?:please|sorry|oops|we|our|us)\b/iu },
]

const FORMS: readonly Rule[] = [
  { write: 'two sentences instead of a semicolon', not: /;(?=\s|$)/u },
  { write: 'two sentences instead of a dash clause', not: /\s[–—]\s|(?<!\bor|\bGive|\bgive) - (?=\p{L})/u },
  {
    write: 'a noun as the subject instead of a clause',
    not: /(?:^|[.:] )(?:What|Who|Which|Whatever|Whoever) [^.?!]*\./u,
  },
  {
    write: 'a number and its noun with plural()',
    not: new RegExp(
      String.raw`\(s\)|\b1 (?:times|requests)\b|\bX (?:are|were)\b|\bX (?:\w+ )?(?:${COUNTED})\b`,
      'u',
    ),
    rightAs: /\b(?:[Uu]p to|more than|at most|longer than|the first) X [a-z]+\b/gu,
  },
]

const MOST_WORDS = 20
const MOST_WORDS_OF_HEADLINE = 9

/** The sentences of a text. A blank line and the columns of a help text end one too. */
export const sentences = (text: string): string[] =>
  text.split(/(?<=[.!?][”"’)]?)\s+|\n\s*\n|\n {2,}| {3,}/u).filter((sentence) => /\p{L}/u.test(sentence))

export const countWords = (sentence: string): number => sentence.match(/[\p{L}\p{N}][^\s]*/gu)?.length ?? 0

/** A form of "be" and a participle: the sentence has no actor. */
export const isPassive = (sentence: string): boolean =>
  /\b(?:is|are|was|were|be|been|being)(?: (?:not|already|then|also|only|never|still|now))? (?:\p{L}+ed|sent|kept|made|known|taken|given|found|shown|read|written|put|left|lost|held|said|done|cut|set|begun|told|spent|meant)\b/iu.test(
    sentence,
  )

const breaks =
  ({ not, rightAs }: Rule) =>
  ({ text }: ShownText): boolean =>
    not.test(rightAs ? text.replace(rightAs, '') : text)

/** Each rule with what breaks it. */
export const RULES: readonly { rule: string; isBroken: (text: ShownText) => boolean }[] = [
  ...[...AVOIDED, ...FORMS].map((rule) => ({ rule: `Write ${rule.write}`, isBroken: breaks(rule) })),
  {
    rule: `At most ${MOST_WORDS} words a sentence`,
    isBroken: ({ text }) => sentences(text).some((sentence) => countWords(sentence) > MOST_WORDS),
  },
  {
    rule: `At most ${MOST_WORDS_OF_HEADLINE} words a headline, and no full stop`,
    isBroken: ({ text, headline }) =>
      headline && (countWords(text) > MOST_WORDS_OF_HEADLINE || text.endsWith('.')),
  },
]
