import { expect, it } from 'vitest'
import { emptyDraft } from '../../../renderer/features/composer/draft.ts'
import { unseenNote } from '../../../renderer/features/composer/unseen.ts'

const draft = { ...emptyDraft(), headers: [] }

it('tells of characters that nobody sees where they are, and of nothing else that is there', () => {
  const headers = [
    { name: 'Authorization', value: 'Bearer a\u200bsecret\u200b' },
    { name: 'X-\u2066Two', value: '' },
  ]
  expect(unseenNote({ ...draft, target: '/x\u202ey', headers, body: '{\u001b}' })).toBe(
    String.raw`You cannot see these characters in the target: \u202e. ` +
      String.raw`You cannot see these characters in the header Authorization: \u200b. ` +
      `You cannot see these characters in the header X-\u2066Two: ` +
      String.raw`\u2066. You cannot see these characters in the body: \u001b.`,
  )
})

it('says nothing where all is seen', () => {
  expect(unseenNote({ ...draft, target: '/x?a=ä', body: '{\n\t"a": "👩\u200d💻"\r\n}' })).toBeNull()
})
