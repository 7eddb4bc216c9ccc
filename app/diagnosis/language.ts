import { remembered } from './remembered.ts'

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))

/** Words that make a sentence English. Those that other languages have too are left out. */
const ENGLISH = words(
  'the is are was were be been has have not of for to at by with from and or but this that these your you it its must ' +
    'may can could cannot should will does do did already only please found been required exceeded allowed denied ' +
    'failed outside valid unknown missing before after between too many',
)

/** Words that nearly every sentence of some other language has, and English has not. */
const FOREIGN = words(
  'der das ist nicht und wird wurde wurden werden kein keine für mit auf von bitte sie ein eine einen dem zum zur oder ' +
    'bereits kann sind haben ihr ihre wert feld gültig ungültig ungueltig ungueltiger fehler kunde ' +
    "de le la les est pas une un des du pour et dans sur cette ce vous votre n'est n'a été être avec ne sont trop aucun introuvable erreur " +
    'el los las una para por del está esta usted su solicitud con ya más debe se nada servidor cliente usuario ' +
    'il lo gli è non della di che essere stato sono già deve questo questa ' +
    'não você um uma já foi da permissão é ser seu ' +
    'het een niet geen van voor wordt worden deze zijn naar heeft ' +
    'nie jest został się już dla bu için değil yok bir ve är inte och för ej att redan ikke er og ei ole nem az nu este și',
)

const LONGEST = 300
const IS_PLAIN = /^[\x20-\x7e\s]*$/
/** With one of these, plain letters are English enough. */
const SURELY_ENGLISH =
  /\b(?:the|not|this|your|must|should|cannot|could|does|outside|found|exceeded|required|and)\b/i
/** What is quoted is no sentence, and neither are parameters with their values, and what has digits, such as a trace ID. */
const QUOTES = /\b[\w-]*\d[\w-]*|\b\w{1,20}=\S+|["“„«][^"“”„«»]{1,100}["”“»]/g

/** Whether a message is in a language that Postern does not read: by its letters and its commonest words. */
export function isForeignLanguage(message: string): boolean {
  const text = message.slice(0, LONGEST)
  return !(IS_PLAIN.test(text) && SURELY_ENGLISH.test(text)) && hasForeignWords(text)
}

const hasForeignWords = remembered((text): boolean => {
  const own = text.replace(QUOTES, ' ')
  const letters = own.match(/\p{L}/gu)?.length ?? 0
  const others = own.match(/(?!\p{Script=Latin})\p{L}/gu)?.length ?? 0
  if (others >= 3 && others * 3 > letters) return true
  const said = own.toLowerCase().match(/\p{L}[\p{L}'’]*/gu) ?? []
  const english = said.filter((word) => ENGLISH.has(word)).length
  const foreign = said.filter((word) => FOREIGN.has(word.replace('’', "'"))).length
  const accented = said.filter((word) => /[^a-z'’]/.test(word)).length
  return foreign > english || (english === 0 && said.length > 1 && accented * 3 >= said.length)
})
