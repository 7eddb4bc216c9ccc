/** Ready lines that point a program at the capture. */
export const LANGUAGES = [
  { value: 'node', label: 'Node' },
  { value: 'python', label: 'Python' },
  { value: 'java', label: 'Java' },
  { value: 'csharp', label: 'C#' },
  { value: 'curl', label: 'curl' },
  { value: 'command', label: 'Any command' },
] as const

export type Language = (typeof LANGUAGES)[number]['value']

const PATH = '/api/external/sites'

const LINES: Readonly<Record<Language, (url: string, profile: string) => string>> = {
  node: (url) => `const api = axios.create({ baseURL: '${url}' })`,
  python: (url) => `requests.get("${url}${PATH}", headers={"Authorization": f"Bearer {token}"})`,
  java: (url) =>
    `HttpRequest.newBuilder(URI.create("${url}${PATH}")).header("Authorization", "Bearer " + token).build()`,
  csharp: (url) => `var api = new HttpClient { BaseAddress = new Uri("${url}") }`,
  curl: (url) => `curl -H "Authorization: Bearer $TOKEN" ${url}${PATH}`,
  command: (_, profile) => `postern run --to ${profile} --env BASE_URL --keep -- npm test`,
}

export function codeLine(language: Language, url: string, profile: string): string {
  return LINES[language](url, profile)
}
