import { expect, it } from 'vitest'
import { createChosenFiles } from '../../../app/session/chosenFiles.ts'

it('a file is taken when it was chosen in a dialog, or is in use already', () => {
  const files = createChosenFiles(() => ['/in/use.pem', null])
  for (const file of [null, '/in/use.pem']) expect(() => files.check(file)).not.toThrow()
  for (const file of ['/etc/hosts', '', '/in/use.pem/', '/chosen.pem'])
    expect(() => files.check(file)).toThrow('did not select this file')
  expect(files.chosen(null)).toBeNull()
  expect(files.chosen('/chosen.pem')).toBe('/chosen.pem')
  expect(() => files.check('/chosen.pem')).not.toThrow()
})
