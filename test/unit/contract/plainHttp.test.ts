import { expect, it } from 'vitest'
import { plainHttpWarning } from '../../../app/contract/plainHttp.ts'

it.each(['http://api.example', 'HTTP://api.example:8080/base', 'http://127.0.0.1.example', 'http://0.0.0.0'])(
  'warns of plain HTTP to another host: %s',
  (baseUrl) => {
    expect(plainHttpWarning(baseUrl)).toContain('plain HTTP')
  },
)

it.each(['https://api.example', 'http://127.0.0.1:4000', 'http://localhost', 'http://[::1]:1', ''])(
  'says nothing of %j',
  (baseUrl) => {
    expect(plainHttpWarning(baseUrl)).toBeNull()
  },
)
