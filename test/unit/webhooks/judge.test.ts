import { describe, expect, it } from 'vitest'
import type { Header } from '../../../app/contract/exchange.ts'
import type { Scheme } from '../../../app/contract/webhooks.ts'
import { nodeHashing } from '../../../app/files/hashing.ts'
import { judge, learnt, type KnownScheme } from '../../../app/webhooks/judge.ts'
import { NAMED_SCHEMES } from '../../../app/webhooks/scheme.ts'
import { signedHeaders } from '../../../app/webhooks/sign.ts'

const OLD = { name: 'OLD', value: 'whsec_b2xkIG9sZCBvbGQgb2xk' }
const NEW = { name: 'NEW', value: 'whsec_bmV3IG5ldyBuZXcgbmV3' }
const { stripe, github } = NAMED_SCHEMES
const CERTAIN: KnownScheme = { scheme: stripe, certainty: 'certain' }

/** @param arrived what became of the body on its way */
function delivery(sent: string | Uint8Array, arrived = sent, scheme: Scheme = stripe, { value } = NEW) {
  const parts = { id: 'msg_1', timestamp: '1767225600', body: Buffer.from(sent) }
  const headers: Header[] = signedHeaders(parts, { secret: value, scheme, hashing: nodeHashing }) ?? []
  return { headers, body: Buffer.from(arrived) }
}

describe('the judgement on a signature', () => {
  it('names the secret of two that signed, while one is being replaced', () => {
    const old = judge(delivery('{}', '{}', stripe, OLD), [NEW, OLD], null, nodeHashing)
    expect(old).toMatchObject({ signature: 'valid', signedBy: 'OLD', certainty: 'found', scheme: stripe })
    expect(old.reason).toContain('“OLD”')
    expect(judge(delivery('{}'), [OLD, NEW], CERTAIN, nodeHashing)).toMatchObject({
      signedBy: 'NEW',
      certainty: 'certain',
    })
  })

  it('says that the header is missing', () => {
    expect(judge({ headers: [], body: Buffer.alloc(0) }, [NEW], null, nodeHashing)).toMatchObject({
      signature: 'missing',
      scheme: null,
    })
  })

  it('says that there is no secret', () => {
    expect(judge(delivery('{}'), [], null, nodeHashing)).toMatchObject({ signature: 'unknown-scheme' })
  })

  it.each([
    ['parsed and written anew', '{"a": [1.0, 2]}', '{"a":[1.0,2]}', 'parsed the JSON'],
    ['written with indents', '{"a":1.50,"b":"x"}', '{\n  "a": 1.50,\n  "b": "x"\n}', 'parsed the JSON'],
    ['its letters escaped', '{"a":"é"}', '{"a":"\\u00e9"}', 'parsed the JSON'],
    ['its escapes undone', '{"a":"\\u00e9"}', '{"a":"é"}', 'parsed the JSON'],
    ['its slashes unescaped', '{"a":"x\\/y"}', '{"a":"x/y"}', 'parsed the JSON'],
    ['LF to CRLF', '{\n"a":1}', '{\r\n"a":1}', 'LF to CRLF'],
    ['CRLF to LF', '{\r\n"a":1}', '{\n"a":1}', 'CRLF to LF'],
    ['a mark put before it', '{}', '\ufeff{}', 'put a byte order mark'],
    ['its mark removed', '\ufeff{}', '{}', 'removed the byte order mark'],
    ['trimmed', 'no json\n', 'no json', 'trimmed'],
    ['white space added', 'no json', 'no json\n', 'added white space'],
  ])('finds that the body changed on the way: %s', (_, sent, arrived, said) => {
    for (const known of [null, CERTAIN]) {
      const judgement = judge(delivery(sent, arrived), [OLD, NEW], known, nodeHashing)
      expect(judgement).toMatchObject({ signature: 'wrong', signedBy: 'NEW', scheme: stripe })
      expect(judgement.reason).toContain(said)
    }
  })

  it('cannot tell a wrong secret from an unknown scheme before a scheme is known', () => {
    const judgement = judge(delivery('{}', '{}', stripe, OLD), [NEW], null, nodeHashing)
    expect(judgement).toMatchObject({ signature: 'unknown-scheme', scheme: null, signedBy: null })
    expect(judgement.reason).toContain('The secret or the scheme may be another one')
  })

  it('says that it looks for no changes in a long body', () => {
    const body = `{"a": "${'x'.repeat(65_536)}"}`
    const judgement = judge(delivery(body, body.replace(' ', '')), [NEW], CERTAIN, nodeHashing)
    expect(judgement).toMatchObject({ signature: 'wrong', signedBy: null })
    expect(judgement.reason).toContain('only in bodies up to 64 KB')
  })

  it('blames the secret once the scheme is certain', () => {
    const judgement = judge(delivery('{}', '{}', stripe, OLD), [NEW], CERTAIN, nodeHashing)
    expect(judgement).toMatchObject({ signature: 'wrong', scheme: stripe, certainty: 'certain' })
    expect(judgement.reason).toContain('“NEW” did not sign')
  })

  it('takes a sender that changed its scheme, until that is certain', () => {
    const [found, certain] = (['found', 'certain'] as const).map((certainty) =>
      judge(delivery('{}', '{}', github), [NEW], { scheme: stripe, certainty }, nodeHashing),
    )
    expect(found).toMatchObject({ signature: 'valid', scheme: github, certainty: 'found' })
    expect(certain).toMatchObject({
      signature: 'wrong',
      scheme: stripe,
      certainty: 'certain',
      signedBy: null,
    })
    expect(certain?.reason).toContain('another scheme')
  })

  it.each(['', 'nonsense', 't=1,v1=', 'v1,', `sha256=${'0'.repeat(62)}`, 'é'.repeat(500)])(
    'says that a header holds no signature: %j',
    (value) => {
      const headers: Header[] = [['Webhooks-Signature', value]]
      const body = Buffer.from('{}')
      expect(judge({ headers, body }, [NEW], null, nodeHashing).signature).toBe('unknown-scheme')
      expect(judge({ headers, body }, [NEW], CERTAIN, nodeHashing).reason).toContain('has no signature of')
    },
  )

  it('takes any bytes for a body', () => {
    const body = Buffer.from([0xff, 0xfe, 0x00, 0x80])
    expect(judge(delivery(body), [NEW], null, nodeHashing).signature).toBe('valid')
    expect(judge(delivery(body, Buffer.from([0xff])), [NEW], null, nodeHashing).signature).toBe(
      'unknown-scheme',
    )
  })

  it('compares signatures through the platform alone', () => {
    const compared: number[] = []
    const watched = {
      ...nodeHashing,
      isEqual(one: Uint8Array, other: Uint8Array) {
        compared.push(other.length)
        return false
      },
    }
    expect(judge(delivery('{}'), [NEW], null, watched).signature).toBe('unknown-scheme')
    expect(compared.length).toBeGreaterThan(10)
  })
})

describe('what deliveries show of the scheme', () => {
  const found = judge(delivery('{}'), [NEW], null, nodeHashing)

  it('is found from one and certain after a second', () => {
    const first = learnt(null, found, 'one')
    expect(first).toMatchObject({ scheme: stripe, certainty: 'found' })
    expect(learnt(first, found, 'one')).toMatchObject({ certainty: 'found' })
    expect(learnt(first, found, 'two')).toMatchObject({ scheme: stripe, certainty: 'certain' })
  })

  it('begins anew with another scheme until one is certain, and stays where nothing fits', () => {
    const first = learnt(null, found, 'one')
    expect(learnt(first, { ...found, scheme: github }, 'two')).toMatchObject({
      scheme: github,
      certainty: 'found',
    })
    const certain = learnt(first, found, 'two')
    expect(learnt(certain, { ...found, scheme: github }, 'three')).toBe(certain)
    expect(learnt(certain, { ...found, signature: 'wrong' }, 'four')).toBe(certain)
  })
})
