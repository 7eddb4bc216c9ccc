import { expect, it } from 'vitest'
import { z } from 'zod'
import { complaintOf, issueSentence } from '../../../app/contract/issueSentence.ts'
import { posternFileSchema } from '../../../app/contract/posternFile.ts'
import { savedFileSchema } from '../../../app/contract/saved.ts'

const said = (schema: z.ZodType, value: unknown) => issueSentence(schema.safeParse(value).error?.issues[0])
const file = { postern: 1, made: '2026-03-02T09:00:00Z', by: '1.0.0', exchanges: [] }

it.each<[schema: z.ZodType, value: unknown, sentence: string]>([
  [posternFileSchema, { ...file, by: 'a b' }, 'The field by has the wrong form'],
  [posternFileSchema, { ...file, made: 'today' }, 'The field made has the wrong form'],
  [posternFileSchema, { ...file, by: undefined }, 'The field by is missing'],
  [posternFileSchema, { ...file, by: 7 }, 'The field by must be a text'],
  [posternFileSchema, file, 'The field exchanges is empty'],
  [savedFileSchema, { version: 1 }, 'The field requests is missing'],
  [savedFileSchema, [], 'It must be an object'],
  [savedFileSchema, { version: 1, requests: [], more: 1 }, 'It has a field that Postern does not know: more'],
  [z.string().min(1, 'Give a name.'), '', 'Give a name'],
  [
    z.object({ name: z.string().min(1, 'Give a name.') }),
    { name: '' },
    'The field name is wrong: Give a name',
  ],
  [z.string().min(3), 'ab', 'It must have at least 3 characters'],
  [z.string().max(2), 'abc', 'It must have at most 2 characters'],
  [z.array(z.string()).max(1), ['a', 'b'], 'It must have at most 1 entry'],
  [z.array(z.string()).max(0), ['a'], 'It must be empty'],
  [z.number().min(5), 1, 'It must be at least 5'],
  [z.number().gt(0), 0, 'It must be greater than 0'],
  [z.number().max(65_535), 70_000, 'It must be at most 65,535'],
  [z.int(), 1.5, 'It must be a whole number'],
  [z.number(), Number.NaN, 'It must be a number'],
  [z.object({ kind: z.enum(['a', 'b']) }), { kind: 'c' }, 'The field kind must be a or b'],
  [z.union([z.string(), z.number()]), {}, 'It has the wrong form'],
  [z.record(z.string(), z.number()), [], 'It must be an object'],
  [z.object({ list: z.array(z.string()) }), { list: [1] }, 'The field list[0] must be a text'],
  [z.object({ url: z.string().regex(/^x/, 'is no URL') }), { url: '' }, 'The field url is no URL'],
])('a complaint of a schema is a sentence: %#', (schema, value, sentence) => {
  expect(said(schema, value)).toBe(sentence)
})

it('beside the field, the complaint does not name it', () => {
  const schema = z.object({ port: z.number() })
  expect(complaintOf(schema.safeParse({ port: 'a' }).error?.issues[0])).toBe('It must be a number')
})
