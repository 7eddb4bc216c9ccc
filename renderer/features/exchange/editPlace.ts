import { readPath } from '../../../app/contract/jsonPath.ts'
import type { Exchange } from '../../../app/contract/exchange.ts'
import type { FocusField } from '../window/navigation.ts'

interface EditPlace {
  readonly field: Extract<FocusField, 'target' | 'parameter' | 'header' | 'body'>
  /** Of the parameter, the header, or the field of the body; empty for the target. */
  readonly name: string
}

const FIELDS: Readonly<Record<string, EditPlace['field']>> = {
  query: 'parameter',
  path: 'parameter',
  header: 'header',
  body: 'body',
}

/**
 * Where in a request that stands which was refused, by its diagnosis; the target where that does not tell.
 * @param refused the field that is meant, where several were
 */
export function editPlaceOf({ diagnosis }: Exchange, refused?: string): EditPlace {
  const all = diagnosis?.parameters ?? []
  const first = all.find(({ name }) => name === refused) ?? all[0]
  // As in `query customerId`, `path {id}`, `body $.customerId`.
  const named = first ? `${first.in} ${first.name}` : (diagnosis?.scope?.namedIn ?? '')
  const [, where = '', rest = ''] = /^(\S*) ?(.*)$/s.exec(named) ?? []
  const field = FIELDS[where]
  if (field === undefined || rest === '') return { field: 'target', name: '' }
  return { field, name: field === 'body' ? lastName(rest) : rest.replace(/^\{|\}$/g, '') }
}

/** The last name of a JSON path, such as `uri` of `$.items[0].uri`. */
function lastName(path: string): string {
  return readPath(path).findLast((step) => typeof step === 'string') ?? path
}
