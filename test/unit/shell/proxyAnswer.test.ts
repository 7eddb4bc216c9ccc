import { expect, it } from 'vitest'
import { firstProxy } from '../../../app/shell/proxyAnswer.ts'

it.each([
  ['DIRECT', null],
  ['', null],
  ['PROXY proxy.example:8080', 'http://proxy.example:8080'],
  ['PROXY proxy.example:8080; DIRECT', 'http://proxy.example:8080'],
  ['HTTPS proxy.example:443', 'https://proxy.example:443'],
  ['SOCKS5 proxy.example:1080', 'socks5://proxy.example:1080'],
  ['DIRECT; PROXY proxy.example:8080', null],
  ['PROXY', null],
])('the answer “%s” means %s', (answer, proxy) => {
  expect(firstProxy(answer)).toBe(proxy)
})
