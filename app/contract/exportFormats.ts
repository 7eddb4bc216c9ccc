/** What an exchange can be handed on as. It stands apart from the schemas, which the page does without. */
export const EXPORT_FORMATS = ['curl', 'har', 'jsonl', 'bundle'] as const

export type ExportFormat = (typeof EXPORT_FORMATS)[number]
