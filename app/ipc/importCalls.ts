import { importCurl } from '../exchangeFormats/curlImport.ts'
import type { CallsOf } from './ports.ts'

/** What is found to be a secret in an import is forgotten here: it goes neither to the page nor to a file. */
export function importCalls(): CallsOf<'import'> {
  return {
    'import:curl': ({ text }) => {
      const { request, secrets, notes } = importCurl(text)
      return { ...request, blanked: secrets.map(({ where }) => where), notes }
    },
  }
}
