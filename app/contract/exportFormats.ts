/** What a request can be copied as, to be run elsewhere. The page does without the schemas, so they are elsewhere. */
export const REQUEST_FORMATS = {
  curl: { name: 'curl', ending: 'sh', use: 'A command for a POSIX shell.' },
  fetch: { name: 'fetch', ending: 'mjs', use: 'JavaScript for Node.js or a browser.' },
  axios: { name: 'axios', ending: 'mjs', use: 'JavaScript for Node.js with axios.' },
  python: { name: 'Python', ending: 'py', use: 'Python with requests.' },
  powershell: { name: 'PowerShell', ending: 'ps1', use: 'A command for PowerShell.' },
  csharp: { name: 'C#', ending: 'cs', use: 'C# with HttpClient.' },
  http: { name: 'Raw HTTP', ending: 'http', use: 'The request as HTTP/1.1 sends it.' },
} as const

export type RequestFormat = keyof typeof REQUEST_FORMATS

export const REQUEST_FORMAT_NAMES = Object.keys(REQUEST_FORMATS) as [RequestFormat, ...RequestFormat[]]

/** What an exchange can be handed on as. */
export const EXPORT_FORMATS = [...REQUEST_FORMAT_NAMES, 'csv', 'har', 'jsonl', 'bundle', 'postern'] as const

export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export function isRequestFormat(format: ExportFormat): format is RequestFormat {
  return format in REQUEST_FORMATS
}
