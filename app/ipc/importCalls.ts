import { importCurl } from '../formats/curlImport.ts'
import type { CallsOf, HandlerPorts } from './ports.ts'

type Ports = Pick<HandlerPorts, 'imports' | 'keyOffers' | 'chooseHarFile' | 'profiles'>

/** What other programs made. Secrets that come along stay in main: as offers for the vault, or not at all. */
export function importCalls({ imports, keyOffers, chooseHarFile, profiles }: Ports): CallsOf<'import'> {
  return {
    'import:curl': ({ text }) => {
      const { request, secrets, notes } = importCurl(
        text,
        profiles().map(({ subscriptionHeader }) => subscriptionHeader),
      )
      keyOffers.add(secrets)
      return { ...request, blanked: secrets.map(({ where }) => where), notes }
    },
    'import:choose': async () => {
      const path = await chooseHarFile()
      if (path !== null) await imports.beginFile(path)
      return path !== null
    },
    'import:text': ({ text }) => {
      imports.beginText(text)
    },
    'import:dropped': ({ path }) => imports.beginFile(path),
    'import:cancel': () => {
      imports.cancel()
    },
    'import:state': () => imports.state(),
    'import:offers': () => keyOffers.list(),
    'import:keepKey': ({ offer, key }) => keyOffers.keep(offer, key),
    'import:declineKeys': () => {
      keyOffers.decline()
    },
  }
}
