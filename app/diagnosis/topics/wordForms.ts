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
  use: 'call use perform run invoke execute create make open delete update modify export subscribe do',
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

/** A sign for each set of kinds that words have; `w` for all other words, `#` for ids and names in quotes, `.` for an end. */
const signs = new Map<string, string>()
const signOf = new Map<string, string>()
for (const word of new Set(Object.values(KINDS).flatMap((words) => words.split(' ')))) {
  const kinds = Object.keys(KINDS).filter((kind) => KINDS[kind]?.split(' ').includes(word))
  const set = kinds.join(' ')
  const sign = signs.get(set) ?? String.fromCharCode(0xe000 + signs.size)
  signs.set(set, sign)
  signOf.set(word, sign)
}

const TOKEN =
  /[\w-]*\d[\w/:-]*(?:\.\w+)*|[a-z]+(?:['’][a-z]+)?(?:\(s\))?|["“‘'`][^"“”‘’'`]{1,60}["”’'`]|[.;!?]/gi
const LONGEST = 300

function signIn(token: string): string {
  if (/\d|^["“‘'`]/.test(token)) return '#'
  if (/[.;!?]/.test(token)) return '.'
  const word = token.toLowerCase().replace(/\(s\)$|['’]s$/, '')
  if (/n['’]t$/.test(word)) return signOf.get('not') ?? 'w'
  const known = (each: string) => signOf.get(each)
  return (
    known(word) ?? known(word.replace(/s$|(?<=[a-z])ids?$/, '')) ?? known(word.replace(/ies$/, 'y')) ?? 'w'
  )
}

/** The kinds of the words of a sentence, one sign for each. */
export function formOf(sentence: string): string {
  let form = ''
  for (const [token] of sentence.slice(0, LONGEST).matchAll(TOKEN))
    if (!/^ids?$/i.test(token)) form += signIn(token)
  return form
}

/**
 * A pattern of kinds, such as `record|lasting id? …3 be …1 off`: `…3` are up to three other words of the clause, `!` what may not
 * follow. A denial within or before it counts only where the pattern has `not`.
 */
export function form(pattern: string): RegExp {
  const mayDeny = /\bnot\b/.test(pattern)
  const not = signsOf('not')
  const gap = mayDeny ? '[^.]' : `[^.${not}]`
  const source = pattern.split(' ').map((part) => {
    if (part.startsWith('…')) return `${gap}{0,${part.slice(1)}}?`
    if (part === '^') return part
    if (part === '$') return '(?=$|[.])'
    if (part.startsWith('!')) return `(?![${signsOf(part.slice(1))}])`
    return part.endsWith('?') ? `[${signsOf(part.slice(0, -1))}]?` : `[${signsOf(part)}]`
  })
  return new RegExp(`${mayDeny ? '' : `(?<![${not}][^.]*)`}${source.join('')}`)
}

/** The signs of all words that are of one of some kinds. */
function signsOf(kinds: string): string {
  const wanted = kinds.split('|')
  const found = [...signs].flatMap(([set, sign]) =>
    set.split(' ').some((each) => wanted.includes(each)) ? [sign] : [],
  )
  return [...found, ...(wanted.includes('id') ? ['#'] : []), ...(wanted.includes('word') ? ['w'] : [])].join(
    '',
  )
}
