import { describe, expect, it } from 'vitest'
import { createRedactor } from '../../../app/recorder/redact.ts'
import { SPELLINGS } from './spellings.ts'
import { processorMs } from '../processorTime.ts'

const { text } = createRedactor(() => [])

/** In pieces, so that no scanner takes a sample for a real one. */
const filler = (length: number) => 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7'.repeat(3).slice(0, length)
const hex = (length: number) => '0f1e2d3c4b5a6978'.repeat(5).slice(0, length)
const TOKENS: readonly string[] = [
  ['AKIA', filler(16).toUpperCase()],
  ['ASIA', filler(16).toUpperCase()],
  ['AIza', filler(35)],
  ['ghp_', filler(36)],
  ['github_pat_', `${filler(22)}_${filler(59)}`],
  ['glpat-', filler(20)],
  ['npm_', filler(36)],
  ['xoxb-', `123456789012-${filler(24)}`],
  ['xapp-', `1-A012-${filler(24)}`],
  ['sk_live_', filler(24)],
  ['rk_test_', filler(24)],
  ['SG.', `${filler(22)}.${filler(43)}`],
  ['sk-proj-', filler(40)],
  ['hf_', filler(34)],
  ['ya29.', filler(60)],
  ['sk-', filler(48)],
  ['SK', hex(32)],
  ['sq0csp-', filler(43)],
  ['sbp_', hex(40)],
  ['shpat_', hex(32)],
  ['GOCSPX-', filler(28)],
  ['pypi-', filler(70)],
  ['pscale_pw_', filler(43)],
  ['pul-', hex(40)],
  ['dop_v1_', hex(64)],
  ['dckr_pat_', filler(27)],
  ['dapi', hex(32)],
  ['dp.pt.', filler(43)],
  ['hvs.', filler(90)],
  ['ATATT3', filler(80)],
  ['AGE-SECRET-KEY-1', filler(58).toUpperCase()],
  ['NRAK-', filler(27).toUpperCase()],
  ['glsa_', filler(32)],
  ['lin_api_', filler(40)],
  ['rubygems_', hex(48)],
  ['ntn_', filler(46)],
  ['secret_', filler(43)],
  ['key-', hex(32)],
  [hex(32), `-${hex(8)}-${hex(8)}`],
  ['fo1_', filler(43)],
  ['fm2_', filler(80)],
  ['EAAB', filler(80)],
  ['EAAA', `E${filler(59)}`],
  ['sq0idp-', filler(22)],
].map((pieces) => pieces.join(''))

const ESCAPED = SPELLINGS.filter(([name]) => /percent|JSON/.test(name) && !/base64|small/.test(name))

describe('a token that its beginning shows', () => {
  it.each(TOKENS)('is redacted wherever it is: %.8s', (token) => {
    for (const place of [
      `${token}`,
      `Use ${token}, please`,
      `token_${token}`,
      `"x":"${token}"`,
      `(${token})`,
    ])
      expect(text(place)).toBe(place.replace(token, '[redacted]'))
    for (const [spelling, write] of ESCAPED)
      expect(text(`It is ${write(token)} now`), spelling).toBe('It is [redacted] now')
  })

  it.each([
    'AKIA',
    'An ASIAN market of ASIA PACIFIC REGIONS',
    'npm_config_user_agent and npm_lifecycle_event_of_the_package',
    'gh_pages glyph-of-a-very-long-name-of-a-font',
    'sk-spinner-of-a-very-long-name-of-a-class',
    'The msg.of.all.SG.1.2 is xoxo',
    `cache-key-${'0a1b'.repeat(8)}`,
    `key-${'0a1b'.repeat(8)}55`,
    'd41d8cd98f00b204e9800998ecf8427e-d41d8cd9',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    `data:font/woff2;base64,EAAB${'x7'.repeat(40)}`,
    `EAAAAAAAAA${'x7'.repeat(40)}`,
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAxAIzaSyByByByByByByByByByByByByByByByByBy',
  ])('is not seen where there is none: %s', (plain) => {
    expect(text(plain)).toBe(plain)
  })

  it('takes no time that grows faster than the text', () => {
    for (const part of [
      'AIza',
      'SG.',
      'SG.aaaaaaaaaaaaaaaaaaaa',
      '-u a:',
      '-u ',
      '--',
      '--password ',
      '--a-',
      'curl -',
      ' -',
      '-b a=1',
      'eyJ',
      'eyJhIjoi.',
      'key 1...',
      'key ',
      'token a b c: ',
      'jdbc:oracle:a:b/',
      '://a:b/',
      '//a:b',
      'mysql -p ',
      'http -a ',
      'redis-cli -a x',
      'token,a\n',
      'token,a,',
      'token,a\n"',
      '"token","a"\n"b","c"\n',
      'kind: Secret\ndata:\n',
      'kind: Secret\ndata:\n  a: b\n',
      '"kind":"Secret","data":{',
      'password:: aaaa\n ',
    ]) {
      const long = part.repeat(500_000 / part.length)
      expect(
        processorMs(() => text(long)),
        part,
      ).toBeLessThan(2_000)
    }
  })
})

describe('a credential on a command line', () => {
  const V = 'hunter-2x'
  it.each([
    `curl -u me:${V} https://api.example`,
    `curl -u "me:${V}" https://api.example`,
    `curl --user me:${V} https://api.example`,
    `curl --user 'me:${V}' x`,
    `curl --proxy-user=me:${V} x`,
    `curl -U me:${V} x`,
    `curl -ume:${V} https://api.example`,
    `curl -sSume:${V} https://api.example`,
    `curl -su me:${V} https://api.example`,
    `curl -u"me:${V}" https://api.example`,
    `curl --cert client.pem:${V} x`,
    `curl --pass ${V} x`,
    `http --auth me:${V} x`,
    `login --password ${V} --verbose`,
    `login --password "${V}" now`,
    `login --db-password ${V}`,
    `login --api-key ${V}`,
    `login --client-secret ${V} now`,
    `login --token ${V} now`,
    `curl -E client.pem:${V} x`,
    `curl -sE "client.pem:${V}" x`,
    `curl -E C:/keys/client.pem:${V} x`,
    `http -a me:${V} GET api.example`,
    `https POST api.example -a me:${V}`,
    `mysql -u root -p${V} shop`,
    `mysqldump -h host -p'${V}' shop`,
    `mariadb-dump -uroot -p${V} shop`,
    `sshpass -p ${V} ssh me@host`,
    `sshpass -p'${V}' ssh me@host`,
    `redis-cli -h host -a ${V} ping`,
    `mongosh -u me -p ${V} host`,
    `docker login -u me -p ${V} registry.example`,
    `ldapsearch -D cn=me -w ${V} cn=you`,
  ])('is redacted: %s', (line) => {
    expect(text(line)).toBe(line.replace(V, '[redacted]'))
    const inJson = JSON.stringify({ message: `It ran ${line}` })
    expect(text(inJson)).toBe(JSON.stringify({ message: `It ran ${line}` }).replace(V, '[redacted]'))
    expect(text(encodeURIComponent(line))).not.toContain(V)
  })

  it.each([
    'docker run -u 1000:1000 image',
    'Give --password to log in, or --token first',
    'sort -u of: all',
    'the option --token-file settings.json is read',
    'see --user: it names the user',
    'msbuild -output:json -build:debug',
    'curl --cert C:/keys/client7.pem x',
    'git checkout -b feature-1',
    'curl -X DELETE https://host.example:8080/x',
    'curl -e https://host.example:8080/x https://a.example',
    'ls -a me:you-2',
    'http://host.example -a b',
    'mysql -u root -p shop2',
    'mysql -h host -P 3306 shop2',
    'sshpass -p password ssh me@host',
    'redis-cli -a $REDIS_PASSWORD ping',
    'docker run -p 8080:80 image',
    'docker run --name mongo -p 27017:27017 image',
    'mkdir -p a/b2',
    'It is the option -p of mysql',
  ])('is not seen where there is none: %s', (line) => {
    expect(text(line)).toBe(line)
  })
})
