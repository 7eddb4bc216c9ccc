import { describe, expect, it } from 'vitest'
import { keepingLimitsSchema } from '../../../app/contract/keeping.ts'
import { limitsOf, textsOf } from '../../../renderer/features/settings/keepingFields.ts'

describe('the limits of the history as they are typed', () => {
  it('come back as they were, and empty means none', () => {
    const limits = { days: 30, exchanges: null, megabytes: 500 }
    expect(limitsOf(textsOf(limits))).toEqual(limits)
  })

  it('may have their thousands marked', () => {
    expect(limitsOf({ days: '', exchanges: ' 1,000,000 ', megabytes: '' }).exchanges).toBe(1_000_000)
  })

  it.each(['many', '-3', '1.5', '0'])('are refused when they are no count: %s', (typed) => {
    const limits = limitsOf({ days: '', exchanges: typed, megabytes: '' })
    expect(keepingLimitsSchema.safeParse(limits).success).toBe(false)
  })
})
