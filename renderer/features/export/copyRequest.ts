import { REQUEST_FORMATS, type RequestFormat } from '../../../app/contract/exportFormats.ts'
import { plural } from '../../../app/contract/words.ts'
import { call } from '../../api/bridge.ts'
import { toast } from '../../ui/toaster.ts'

/** Copies the request of an exchange as code, and says how many secrets are to be put in. */
export async function copyRequest(id: string, format: RequestFormat): Promise<void> {
  const { text, blanked } = await call('export:preview', { of: { id }, format })
  await navigator.clipboard.writeText(text)
  const missing = blanked === 0 ? '' : `. It lacks ${plural(blanked, 'secret')}`
  toast(`Copied as ${REQUEST_FORMATS[format].name}${missing}`)
}
