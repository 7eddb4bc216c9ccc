import type { KeyForm, SignatureEncoding } from '../../contract/webhooks.ts'
import { TOLERANCE_S, type VerifierPlan } from './plan.ts'

const KEYS: Readonly<Record<KeyForm, string>> = {
  whole: 'secret.encode()',
  'without-prefix': 'secret.removeprefix("whsec_").encode()',
  base64: 'from_base64(secret.removeprefix("whsec_"))',
  hex: 'bytes.fromhex(secret.removeprefix("whsec_"))',
}

const DECODERS: Readonly<Record<SignatureEncoding, string>> = {
  hex: 'bytes.fromhex',
  base64: 'from_base64',
  base64url: 'from_base64',
}

export function pythonVerifier(plan: VerifierPlan): string {
  const { names, key, hash, encoding, separator, prefix, timestampIn, needsId, pieces } = plan
  const timestamp = {
    header: `headers.get("${names.timestamp}", "")`,
    signature: 'next((part[2:] for part in parts if part.startswith("t=")), "")',
  }
  const signed = pieces.map((piece) =>
    'text' in piece ? `b"${piece.text}"` : piece.name === 'body' ? 'body' : `${piece.name}.encode()`,
  )
  const parts =
    separator === '' ? '[header.strip()]' : `[part.strip() for part in header.split("${separator}")]`
  return `import base64
import hashlib
import hmac
import time


def from_base64(text):
    text = text.replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4))


def verify_webhook(body, headers, secret, now=None):
    """Whether the secret has signed a delivery. \`body\` has the raw bytes, before anything parses them.
    \`headers\` has names in lower case, and \`now\` is in seconds."""
    header = headers.get("${names.signature}", "")
    parts = ${parts}
${needsId ? `    message_id = headers.get("${names.id}", "")\n` : ''}${
    timestampIn === null
      ? ''
      : `    timestamp = ${timestamp[timestampIn]}
    # Refuse an old delivery: it may be a replay by others.
    if not timestamp.isdigit() or abs((time.time() if now is None else now) - int(timestamp)) > ${TOLERANCE_S}:
        return False
`
  }    key = ${KEYS[key]}
    signed = ${signed.join(' + ').replace('id.encode()', 'message_id.encode()')}
    expected = hmac.new(key, signed, hashlib.${hash}).digest()
    for part in parts:
        if part.startswith("${prefix}"):
            try:
                given = ${DECODERS[encoding]}(part[${prefix.length}:])
            except ValueError:
                continue
            if hmac.compare_digest(given, expected):
                return True
    return False
`
}
