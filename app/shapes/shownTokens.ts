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
  'sk-(?:(?:proj|ant|svcacct)-[\\w-]{20}|[A-Za-z\\d]{40})',
  'SG\\.[\\w-]{16,100}\\.[\\w-]{16}',
  'SK[\\da-f]{32}',
  'sq0[a-z]{3}-[\\w-]{20}',
  'sbp_[\\da-f]{40}',
  'shp(?:at|ca|pa|ss)_[\\da-f]{32}',
  'ya29\\.[\\w-]{20}',
  'GOCSPX-[\\w-]{20}',
  'pypi-[\\w-]{50}',
  'p(?:scale_(?:pw|tkn|oauth)_[\\w-]{30}|ul-[\\da-f]{40})',
  'do[opr]_v1_[\\da-f]{60}',
  'dckr_(?:pat|oat)_[\\w-]{20}',
  'dapi[\\da-f]{32}',
  'dp\\.(?:ct|pt|st|sa|scim|audit)\\.[\\w.-]{40}',
  'hv[bs]\\.[\\w-]{24}',
  'AT(?:AT|CT)T3[\\w=-]{40}',
  'AGE-SECRET-KEY-1[\\dA-Z]{50}',
  'NRAK-[A-Z\\d]{27}',
  'gl(?:sa|c)_[A-Za-z\\d]{30}',
  'lin_(?:api|oauth)_[A-Za-z\\d]{40}',
  'rubygems_[\\da-f]{40}',
  'ntn_[A-Za-z\\d]{40}',
  'secret_[A-Za-z\\d]{43}',
  // A cache may name its keys by hashes, too: those have a word before.
  '(?<!-)key-[\\da-f]{32}(?![\\da-f])',
  '[\\da-f]{32}-[\\da-f]{8}-[\\da-f]{8}(?![\\da-f-])',
  'fo1_[\\w-]{40}',
  'fm[12][ar]?_[\\w+/=-]{40}',
  // Bytes in base64 begin so as well, mostly with more zeros.
  '(?<!base64,)EAA(?!A{5})[\\w-]{57}',
]

/** Behind a letter or a digit it is a part of something else, such as base64. */
const SHOWN = `(?<![A-Za-z\\d])(?:${TOKENS.join('|')})`
const IS_SHOWN = new RegExp(SHOWN)

export const SHOWN_TOKEN = new RegExp(`${SHOWN}[\\w-]*`, 'dg')

export function mayShowToken(text: string): boolean {
  return IS_SHOWN.test(text)
}
