import type { Hash, KeyForm, SignatureEncoding } from '../../contract/webhooks.ts'
import { TOLERANCE_S, type VerifierPlan } from './plan.ts'

const WITHOUT_PREFIX = 'WithoutPrefix(secret)'

const KEYS: Readonly<Record<KeyForm, string>> = {
  whole: 'Encoding.UTF8.GetBytes(secret)',
  'without-prefix': `Encoding.UTF8.GetBytes(${WITHOUT_PREFIX})`,
  base64: `FromBase64(${WITHOUT_PREFIX})`,
  hex: `Convert.FromHexString(${WITHOUT_PREFIX})`,
}

const DECODERS: Readonly<Record<SignatureEncoding, string>> = {
  hex: 'Convert.FromHexString',
  base64: 'FromBase64',
  base64url: 'FromBase64',
}

const HASHES: Readonly<Record<Hash, string>> = {
  sha1: 'HMACSHA1',
  sha256: 'HMACSHA256',
  sha512: 'HMACSHA512',
}

export function csharpVerifier(plan: VerifierPlan): string {
  const { names, key, hash, encoding, separator, prefix, timestampIn, needsId, pieces } = plan
  const read = (name: string) => `headers.GetValueOrDefault("${name}") ?? ""`
  const timestamp = {
    header: read(names.timestamp),
    signature: '(parts.FirstOrDefault(part => part.StartsWith("t=", StringComparison.Ordinal)) ?? "t=")[2..]',
  }
  const signed = pieces.map((piece) =>
    'text' in piece
      ? `Encoding.UTF8.GetBytes("${piece.text}")`
      : piece.name === 'body'
        ? 'body'
        : `Encoding.UTF8.GetBytes(${piece.name})`,
  )
  return `using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

public static class WebhookVerifier
{
    /// <summary>
    /// Whether the secret has signed a delivery. body has the raw bytes, before anything parses them.
    /// headers has names in lower case, and now is in seconds.
    /// </summary>
    public static bool Verify(byte[] body, IReadOnlyDictionary<string, string> headers, string secret, long now)
    {
        string header = ${read(names.signature)};
        string[] parts = ${
          separator === ''
            ? 'new[] { header.Trim() }'
            : `header.Split('${separator}').Select(part => part.Trim()).ToArray()`
        };
${needsId ? `        string id = ${read(names.id)};\n` : ''}${
    timestampIn === null
      ? ''
      : `        string timestamp = ${timestamp[timestampIn]};
        // Refuse an old delivery: it may be a replay by others.
        if (!long.TryParse(timestamp, out long sent) || Math.Abs(now - sent) > ${TOLERANCE_S}) return false;
`
  }        byte[] key = ${KEYS[key]};
        byte[] signed = new[] { ${signed.join(', ')} }.SelectMany(bytes => bytes).ToArray();
        byte[] expected = ${HASHES[hash]}.HashData(key, signed);
        foreach (string part in parts)
        {
            if (!part.StartsWith("${prefix}", StringComparison.Ordinal)) continue;
            try
            {
                byte[] given = ${DECODERS[encoding]}(part[${prefix.length}..]);
                if (CryptographicOperations.FixedTimeEquals(given, expected)) return true;
            }
            catch (FormatException)
            {
            }
        }
        return false;
    }

    private static string WithoutPrefix(string secret) =>
        secret.StartsWith("whsec_", StringComparison.Ordinal) ? secret[6..] : secret;

    private static byte[] FromBase64(string text)
    {
        string plain = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        return Convert.FromBase64String(plain.PadRight((plain.Length + 3) / 4 * 4, '='));
    }
}
`
}
