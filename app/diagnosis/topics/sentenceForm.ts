import type { Need } from './patternPieces.ts'

/**
 * Sentences by the kinds of their words: "Subscriber 77 is disabled" and "Company 4 has been suspended" are both a record, an
 * id, a form of "be", and a word for switched off. A few forms of such kinds cover what no list of phrases does.
 */
const KINDS: Readonly<Record<string, string>> = {
  record:
    'record resource entity item object customer site tenant organisation organization company location member person report timesheet subscriber webhook hook shift roster position entry template form document branch department job batch',
  lasting:
    'trial contract agreement subscription licence license employment plan certificate certification qualification visa permit assignment placement engagement invitation employee staff guard worker officer',
  key: 'key token account credential integration principal login user caller client partner app application profile subject identity',
  period: 'period month week fortnight quarter year payroll payrun run ledger book invoice cycle cutoff',
  be: 'is are was were be been being has have had got gets became becomes remains currently already now as',
  not: "not never no cannot cant without neither nor isnt arent wasnt werent doesnt dont didnt hasnt havent wont mustnt n't",
  you: 'you yours',
  own: 'your this my own caller callers current its their these',
  the: 'the a an that',
  other: 'another different other foreign someone anothers',
  outside: 'outside beyond exceeds exceed',
  scope: 'scope claim portfolio boundary hierarchy visibility permissions entitlements',
  within:
    'assigned linked mapped connected attached allocated granted shared associated visible accessible tied bound opened listed covered included exposed part owned related among within inside available known rostered cover include contain extend hold',
  belongs: 'belong belongs belonging own owns owned owning',
  to: 'to for with by of in under on from at through using via into',
  see: 'see view read query retrieve seen viewed accessed queried returned reach fetch',
  use: 'call use perform run invoke execute create make open delete update modify export subscribe',
  access: 'access accesses',
  right:
    'permission privilege role right rights policy grant authority entitlement entitled clearance permitted authorised authorized unauthorised unauthorized',
  allow: 'allow allows allowed permit permits grants authorise authorize authorises authorizes let lets',
  needs: 'requires require required needs need needed lacks lack lacking missing insufficient',
  only: 'only just solely',
  denied: 'denied refused forbidden blocked rejected prohibited',
  may: 'can may must could should might will would',
  limited: 'limited restricted confined',
  differs: 'mismatch differs differ match matches matched mismatched',
  admin: 'administrator admin manager owner supervisor administrators',
  longer: 'longer',
  off: 'suspended blocked disabled deactivated inactive barred quarantined paused dormant',
  ended: 'ended lapsed expired terminated offboarded discontinued employed',
  closed:
    'closed locked finalised finalized sealed posted exported processed invoiced paid frozen reconciled settled',
  gone: 'archived deleted purged withdrawn voided decommissioned',
  stopped: 'revoked locked terminated cancelled canceled blocked',
  open: 'draft pending unapproved unsubmitted unpublished unconfirmed unverified incomplete unreleased unsigned rejected declined void cancelled canceled',
  done: 'approved submitted published signed started released confirmed activated completed complete finalised finalized reviewed initialised initialized scheduled open',
  active: 'active enabled',
  state: 'state status',
  waiting: 'awaiting waiting until since due because after pending',
}

/** Words of which an ending takes the last letter. */
const IN_Y = /\w\w[^aeiou]y$/

/** What may stand between words of one clause. */
const BETWEEN = String.raw`[^\w.;!?"“‘]{1,4}`
const ID = String.raw`(?:(?:ids?|number)[^\w.;!?]{1,3})?(?:[\w-]*\d[\w/:-]*(?:\.\w+)*|["“‘][^"“”‘’]{1,60}["”’]|'[^']{1,60}')`
const ANY_WORD = String.raw`[\w'’/:-]+`
const NOT = String.raw`(?:${wordsOf('not')}|[a-z]+n['’]t)`

/** The words of a kind, with the endings that they may have. */
function wordsOf(kind: string): string {
  return (KINDS[kind] ?? '')
    .split(' ')
    .map((word) => (IN_Y.test(word) ? `${word.slice(0, -1)}(?:y|ies)` : word))
    .join('|')
}

/** One word of one of several kinds; `id` stands for an id or a name in quotes, `word` for any word. */
function wordOf(kinds: string): string {
  const names = kinds.split('|')
  const words = names.filter((each) => each !== 'id' && each !== 'word' && each !== 'not').map(wordsOf)
  const plain = words.length === 0 ? [] : [String.raw`(?:${words.join('|')})(?:s|ids?|\(s\)|['’]s)?\b`]
  return `(?:${[...plain, ...(names.includes('not') ? [String.raw`${NOT}\b`] : []), ...(names.includes('id') ? [ID] : [])].join('|')})`
}

/** A word of one of some kinds; with `word` among them, each that is of no other kind. */
function notOf(kinds: string): string {
  const named = kinds.split('|')
  if (!named.includes('word')) return wordOf(kinds)
  const others = Object.keys(KINDS).filter((kind) => !named.includes(kind))
  return String.raw`(?!${wordOf(others.join('|'))})[a-z]+`
}

/**
 * A pattern of kinds, such as `record|lasting id? …3 be …1 off`: `…3` are up to three other words of the clause, `!` what may not
 * follow, `?` what may be left out. Other words may deny only where the pattern has `not`.
 */
export function form(pattern: string): RegExp {
  const mayDeny = /\bnot\b/.test(pattern)
  const other = `${mayDeny ? '' : String.raw`(?!${NOT}\b)`}${ANY_WORD}`
  let source = ''
  for (const part of pattern.split(' ')) {
    const ahead = source === '' || source === START ? '' : BETWEEN
    if (part === '^') source = START
    else if (part === '$') source += String.raw`(?=\W*(?:$|[.;!?]))`
    else if (part.startsWith('…')) source += `(?:${BETWEEN}${other}){0,${part.slice(1)}}?`
    else if (part.startsWith('!')) source += `(?!${BETWEEN}${notOf(part.slice(1))})`
    else if (part.endsWith('?')) source += `(?:${ahead}${wordOf(part.slice(0, -1))})?`
    else source += ahead + (source === '' ? String.raw`\b` : '') + wordOf(part)
  }
  return new RegExp(source, 'i')
}

/** What each sentence of a form has: a word of each kind that may not be left out. */
export function needOfForm(pattern: string): Need {
  return { all: pattern.split(' ').flatMap((part) => (/^[…!^$]|\?$/.test(part) ? [] : [needOf(part)])) }
}

/** The words of some kinds, one of which is there; nothing where one of them is too short, or an id would do. */
function needOf(kinds: string): Need {
  const words = kinds.split('|').flatMap((kind) => KINDS[kind]?.split(' ') ?? [''])
  const any = words.map((word) => (IN_Y.test(word) ? word.slice(0, -1) : word))
  return kinds.includes('not') || any.some((word) => word.length < 3) ? { all: [] } : { any }
}

const START = String.raw`^\W*`
