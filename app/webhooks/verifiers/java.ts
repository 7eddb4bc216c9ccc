import type { Hash, KeyForm, SignatureEncoding } from '../../contract/webhooks.ts'
import { TOLERANCE_S, type VerifierPlan } from './plan.ts'

const WITHOUT_PREFIX = 'secret.replaceFirst("^whsec_", "")'

const KEYS: Readonly<Record<KeyForm, string>> = {
  whole: 'secret.getBytes(UTF_8)',
  'without-prefix': `${WITHOUT_PREFIX}.getBytes(UTF_8)`,
  base64: `fromBase64(${WITHOUT_PREFIX})`,
  hex: `HexFormat.of().parseHex(${WITHOUT_PREFIX})`,
}

const DECODERS: Readonly<Record<SignatureEncoding, string>> = {
  hex: 'HexFormat.of().parseHex',
  base64: 'fromBase64',
  base64url: 'fromBase64',
}

const HASHES: Readonly<Record<Hash, string>> = {
  sha1: 'HmacSHA1',
  sha256: 'HmacSHA256',
  sha512: 'HmacSHA512',
}

export function javaVerifier(plan: VerifierPlan, className = 'WebhookVerifier'): string {
  const { names, key, hash, encoding, separator, prefix, timestampIn, needsId, pieces } = plan
  const timestamp = {
    header: `headers.getOrDefault("${names.timestamp}", "")`,
    signature:
      'Arrays.stream(parts).map(String::trim).filter(part -> part.startsWith("t=")).findFirst().map(part -> part.substring(2)).orElse("")',
  }
  const updates = pieces.map((piece) =>
    'text' in piece
      ? `mac.update("${piece.text}".getBytes(UTF_8));`
      : `mac.update(${piece.name === 'body' ? 'body' : `${piece.name}.getBytes(UTF_8)`});`,
  )
  return `import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class ${className} {
    /**
     * Whether the secret has signed a delivery. body has the raw bytes, before anything parses them.
     * headers has names in lower case, and now is in seconds.
     */
    public static boolean verify(byte[] body, Map<String, String> headers, String secret, long now)
            throws GeneralSecurityException {
        String header = headers.getOrDefault("${names.signature}", "");
        String[] parts = ${separator === '' ? '{header}' : `header.split("${separator}")`};
${needsId ? `        String id = headers.getOrDefault("${names.id}", "");\n` : ''}${
    timestampIn === null
      ? ''
      : `        String timestamp = ${timestamp[timestampIn]};
        // Refuse an old delivery: it may be a replay by others.
        if (!timestamp.matches("\\\\d{1,18}") || Math.abs(now - Long.parseLong(timestamp)) > ${TOLERANCE_S}) return false;
`
  }        Mac mac = Mac.getInstance("${HASHES[hash]}");
        mac.init(new SecretKeySpec(${KEYS[key]}, "${HASHES[hash]}"));
${updates.map((line) => `        ${line}\n`).join('')}        byte[] expected = mac.doFinal();
        for (String each : parts) {
            String part = each.trim();
            if (!part.startsWith("${prefix}")) continue;
            try {
                byte[] given = ${DECODERS[encoding]}(part.substring(${prefix.length}));
                if (MessageDigest.isEqual(given, expected)) return true;
            } catch (IllegalArgumentException notEncoded) {
                continue;
            }
        }
        return false;
    }

    private static byte[] fromBase64(String text) {
        return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/').replaceAll("=+$", ""));
    }
}
`
}
