/** Tokens whose first letters say what they are, as their issuers publish them. Each part has a fixed least length. */
const TOKENS = [
  'A[KS]IA[A-Z\\d]{16}',
  'AIza[\\w-]{30}',
  'gh[oprsu]_[A-Za-z\\d]{30}',
  'github_pat_\\w{30}',
  'gl(?:pat|ptt|dt|rt|cbt|ft|soat)-[\\w-]{20}',
  '(?:npm|hf)_[A-Za-z\\d]{30}',
  'xox[a-z]-[\\w-]{10}',
  'xapp-\\d-[\\w-]{10}',
  '[rs]k_(?:live|test)_[A-Za-z\\d]{10}',
  'sk-(?:proj|ant|svcacct)-[\\w-]{20}',
  'SG\\.[\\w-]{16,100}\\.[\\w-]{16}',
  'ya29\\.[\\w-]{20}',
]

/** Behind a letter or a digit it is a part of something else, such as base64. */
const SHOWN = `(?<![A-Za-z\\d])(?:${TOKENS.join('|')})`
const IS_SHOWN = new RegExp(SHOWN)

export const SHOWN_TOKEN = new RegExp(`${SHOWN}[\\w-]*`, 'dg')

export function mayShowToken(text: string): boolean {
  return IS_SHOWN.test(text)
}
