import { expect, it } from 'vitest'
import { z } from 'zod'
import { issueSentence } from '../../../app/contract/issueSentence.ts'
import { posternFileSchema } from '../../../app/contract/posternFile.ts'
import { savedFileSchema } from '../../../app/contract/saved.ts'

const said = (schema: z.ZodType, value: unknown) => issueSentence(schema.safeParse(value).error?.issues[0])
const file = { postern: 1, made: '2026-03-02T09:00:00Z', by: '1.0.0', exchanges: [] }

it.each<[schema: z.ZodType, value: unknown, sentence: string]>([
  [posternFileSchema, { ...file, by: 'a b' }, 'The field by has the wrong form'],
  [posternFileSchema, { ...file, made: 'today' }, 'The field made has the wrong form'],
  [posternFileSchema, { ...file, by: undefined }, 'The field by is missing'],
  [posternFileSchema, { ...file, by: 7 }, 'The field by must be a text'],
  [posternFileSchema, file, 'The field exchanges is too short or too small'],
  [savedFileSchema, { version: 1 }, 'The field requests is missing'],
  [savedFileSchema, [], 'It must be an object'],
  [savedFileSchema, { version: 1, requests: [], more: 1 }, 'It has a field that Postern does not know: more'],
  [z.string().min(1, 'Give a name.'), '', 'Give a name'],
  [
    z.object({ name: z.string().min(1, 'Give a name.') }),
    { name: '' },
    'The field name is wrong: Give a name',
  ],
])('a complaint of a schema is a sentence: %#', (schema, value, sentence) => {
  expect(said(schema, value)).toBe(sentence)
})
