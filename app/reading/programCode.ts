/** Calls by which programs send requests, in the languages that Postern does not read. */
const CALLS: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:requests|httpx|session|client)\.(?:get|post|put|patch|delete|head|request)\s*\(|\burllib\.request\.|\bhttp\.client\.|\baiohttp\.ClientSession/,
    'Python',
  ],
  [
    /\bnew (?:HttpClient|RestClient|RestRequest|HttpRequestMessage)\b|\.(?:Get|Post|Put|Send)Async\s*\(/,
    'C#',
  ],
  [
    /\bHttpRequest\.newBuilder|\bHttpClient\.newHttpClient|\bnew OkHttpClient|\bRequest\.Builder\(|\bRestTemplate\b/,
    'Java',
  ],
  [/\bhttp\.(?:NewRequest(?:WithContext)?|Get|Post)\s*\(/, 'Go'],
  [
    /\bcurl_(?:init|setopt|exec)\s*\(|\$\w+->(?:request|get|post)\s*\(|\bHttp::(?:get|post|with\w+)\s*\(/,
    'PHP',
  ],
  [/\bNet::HTTP\b|\b(?:HTTParty|Faraday|RestClient)\.(?:get|post|put|new)\b/, 'Ruby'],
  [/\b(?:fetch|axios(?:\.\w+)?|got(?:\.\w+)?)\s*\(/, 'JavaScript'],
]

/** The language of a program that sends requests; null for a text that is none. */
export function languageOf(text: string): string | null {
  return CALLS.find(([call]) => call.test(text))?.[1] ?? null
}
