/** In the order of how much they explain. `zone` and `name` are habits that the API may well accept. */
export const ODD_KINDS = [
  'placeholder',
  'default',
  'empty',
  'order',
  'plus',
  'range',
  'encoding',
  'quotes',
  'json-type',
  'separator',
  'enum',
  'date-format',
  'type',
  'blank',
  'repeated',
  'zone',
  'name',
] as const
export type OddKind = (typeof ODD_KINDS)[number]
