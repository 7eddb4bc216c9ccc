import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isContainer,
  kindAt,
  readMembers,
  rootOf,
} from '../../../../renderer/features/answer/json/members.ts'
import { writePath, readPath } from '../../../../app/contract/jsonPath.ts'
import { atOnce } from '../../../../renderer/ui/text/slices.ts'
import {
  branchOf,
  follow,
  guideTo,
  guideToOffset,
  rowAt,
  rowsBelow,
  type Branch,
} from '../../../../renderer/features/answer/json/tree.ts'
import { allOf } from './allOf.ts'

function branchAt(text: string, start: number): Branch {
  return branchOf(start, atOnce(readMembers(text, start)))
}

/** With all open that `isOpened` allows. */
function grown(text: string, isOpened: (path: string) => boolean, start = rootOf(text), path = '$'): Branch {
  const branch = branchAt(text, start)
  allOf(branch.members.starts).forEach((at, index) => {
    const below = `${path}/${index}`
    if (isContainer(kindAt(text, at)) && isOpened(below)) {
      branch.open.set(index, grown(text, isOpened, at, below))
    }
  })
  return branch
}

function pathsOf(text: string, root: Branch): string[] {
  return Array.from({ length: rowsBelow(root) }, (_, line) => writePath(rowAt(text, root, line)?.steps ?? []))
}

const TEXT = '{"status":{"code":0},"data":[{"id":1},{"id":2}],"count":2}'

describe('the lines of a tree', () => {
  it('follow one another as what is open has them', () => {
    expect(
      pathsOf(
        TEXT,
        grown(TEXT, () => false),
      ),
    ).toEqual(['$.status', '$.data', '$.count'])
    expect(
      pathsOf(
        TEXT,
        grown(TEXT, () => true),
      ),
    ).toEqual([
      '$.status',
      '$.status.code',
      '$.data',
      '$.data[0]',
      '$.data[0].id',
      '$.data[1]',
      '$.data[1].id',
      '$.count',
    ])
  })

  it('are each found again by their path, and by their place in the text, whatever is open', () => {
    const dictionary = fc.dictionary(
      fc.string({ minLength: 1, maxLength: 3 }),
      fc.jsonValue({ maxDepth: 3 }),
      {
        minKeys: 1,
        noNullPrototype: true,
      },
    )
    fc.assert(
      fc.property(dictionary, fc.nat(5), (value, seed) => {
        const text = JSON.stringify(value)
        const root = grown(text, (path) => path.length % (seed + 1) !== 1)
        for (let line = 0; line < rowsBelow(root); line += 1) {
          const row = rowAt(text, root, line)
          expect(row).not.toBeNull()
          if (!row) continue
          expect(follow(text, root, guideTo(text, row.steps), row.steps.length).line).toBe(line)
          expect(follow(text, root, guideToOffset(row.start), row.steps.length).line).toBe(line)
        }
        expect(rowAt(text, root, rowsBelow(root))).toBeNull()
      }),
    )
  })

  it('tell what has to be opened on the way, and where a way ends early', () => {
    const root = grown(TEXT, () => false)
    const steps = readPath('$.data[1].id')
    expect(follow(TEXT, root, guideTo(TEXT, steps), 3)).toMatchObject({
      line: 1,
      depth: 1,
      next: { index: 1 },
    })
    const missing = readPath('$.count.more')
    expect(follow(TEXT, root, guideTo(TEXT, missing), 2)).toEqual({ line: 2, depth: 1, next: null })
    expect(follow(TEXT, root, guideTo(TEXT, ['none']), 1)).toEqual({ line: -1, depth: 0, next: null })
  })
})
