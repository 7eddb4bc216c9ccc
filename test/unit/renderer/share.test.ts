import { describe, expect, it } from 'vitest'
import {
  keepShare,
  keptShare,
  LEAST_SHARE,
  MOST_SHARE,
  withinBounds,
} from '../../../renderer/features/window/share.ts'

function storageWith(text: string | null) {
  const kept = new Map<string, string>(text === null ? [] : [['postern.share.history', text]])
  return {
    getItem: (place: string) => kept.get(place) ?? null,
    setItem: (place: string, value: string) => void kept.set(place, value),
  }
}

describe('the place of the line between a list and what is read of it', () => {
  it('is remembered for its room alone', () => {
    const storage = storageWith(null)
    keepShare(storage, 'history', 44)
    expect(keptShare(storage, 'history')).toBe(44)
    expect(keptShare(storage, 'catalog')).toBeNull()
  })

  it.each(['', 'wide', '-5', '0', '19.9', '70.1', 'Infinity', 'NaN'])('is not taken from %j', (text) => {
    expect(keptShare(storageWith(text), 'history')).toBeNull()
  })

  it('is not worth an error when it cannot be kept', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError')
      },
    }
    expect(() => {
      keepShare(full, 'history', 44)
    }).not.toThrow()
  })

  it('stays where both parts can be used', () => {
    expect(withinBounds(1)).toBe(LEAST_SHARE)
    expect(withinBounds(99)).toBe(MOST_SHARE)
    expect(withinBounds(33.333)).toBe(33.3)
  })
})
