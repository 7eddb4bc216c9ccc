import type { Parameter } from './endpoint.ts'

// As in the API's documentation: a date, or a date and a time, with or without a zone.
const ISO_TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/

const CHECKS: Readonly<Record<Parameter['type'], (value: string) => string | null>> = {
  string: () => null,
  integer: (value) => (/^[+-]?\d+$/.test(value) ? null : 'This is no whole number.'),
  boolean: (value) => (/^(?:true|false)$/i.test(value) ? null : 'This is neither true nor false.'),
  'date-time': (value) =>
    ISO_TIME.test(value) && !Number.isNaN(Date.parse(value))
      ? null
      : 'This is no date or time of ISO 8601, for example 2026-03-02T09:00:00Z.',
  list: (value) =>
    value.split(',').some((part) => part.trim() === '') ? 'Something is missing between two commas.' : null,
}

/**
 * What does not fit between a parameter and its value, as a sentence; null when it fits. Null stands for a
 * value that is left out. A remark and no refusal: somebody may want to see what the API makes of it.
 */
export function remarkOn(parameter: Parameter, value: string | null): string | null {
  if (value === null) return parameter.required ? 'The API needs this.' : null
  if (value === '') return 'It is sent empty.'
  if (parameter.enum && !parameter.enum.includes(value))
    return `This is none of ${parameter.enum.join(', ')}.`
  return CHECKS[parameter.type](value)
}
