import { describe, step, type CatalogText } from '../text.ts'

const never = 'It fails in the same way until the certificate or the settings change.'
const distrusted = 'This computer does not trust the certificate of the host, so the request was not sent.'
const checkHost = step('Check the host in the base URL.', 'open-settings')
const askForAuthority = step('Ask your IT whether a proxy inspects TLS, and for its root certificate.')
const addAuthority = step('Add that certificate to the profile, as a PEM file.', 'open-settings')
const tellOwner = 'If it is the real host, report this to its owner.'
const clock = 'Check the date and time of this computer.'

const expired = describe(
  'The certificate of {host} has expired',
  distrusted,
  "The owner did not renew it in time, or this computer's clock is wrong.",
  [clock, tellOwner],
  'no',
  never,
)

const selfSigned = describe(
  '{host} has a self-signed certificate',
  distrusted,
  'No authority signed the certificate. This is usual for test servers, and not for the real API.',
  [
    checkHost,
    step(
      'If it is a test server of your own, add its certificate to the profile, as a PEM file.',
      'open-settings',
    ),
  ],
  'no',
  never,
)

const unknownIssuer = describe(
  'This computer does not trust {host}',
  distrusted,
  'This computer does not know the authority that signed it. A proxy inspects TLS, or the server sends an incomplete chain.',
  [
    askForAuthority,
    addAuthority,
    'If no proxy inspects TLS, report the incomplete chain to the owner of the host.',
  ],
  'no',
  never,
)

const wrongHost = describe(
  'The certificate is not for {host}',
  distrusted,
  'The certificate is for other names. The base URL is not exact, or another server responded.',
  [checkHost, 'Check that DNS and a proxy lead to the right server.'],
  'no',
  never,
)

const revoked = describe(
  'The certificate of {host} was revoked',
  distrusted,
  'Its authority revoked the certificate. Another server may pretend to be the host.',
  [step('Do not send the key to this host.'), tellOwner],
  'no',
  never,
)

const badCertificate = describe(
  'The certificate of {host} is not valid',
  distrusted,
  'The certificate or its chain breaks a rule: wrong use, bad signature or too long a chain.',
  [askForAuthority, addAuthority, tellOwner],
  'no',
  never,
)

const protocol = describe(
  '{host} does not speak TLS as expected',
  'The two sides agreed on no secure connection, so the request was not sent.',
  'The port speaks plain HTTP, the server knows only old versions of TLS, or a proxy disturbs it.',
  [
    step('Check scheme and port in the base URL: https usually has port 443.', 'open-settings'),
    'Check whether a proxy is between this computer and the host.',
  ],
  'no',
  never,
)

const clientCertificate = describe(
  '{host} asks for a client certificate',
  'The server ended the secure connection, because no client certificate came.',
  'The server accepts only programs with a certificate of their own. Postern cannot send one.',
  [
    step('Check the base URL.', 'open-settings'),
    'Ask the owner of {host} for a URL that needs only a bearer token.',
  ],
  'no',
  never,
)

const handshake = {
  ...protocol,
  title: '{host} refused the TLS handshake',
  cause:
    'The server may ask for a client certificate, and Postern cannot send one. Or the two share no TLS version.',
} satisfies CatalogText

const authorityFile = describe(
  "Postern cannot use the profile's certificate file",
  'Postern connects only with that file, so nothing was sent.',
  'The file is missing, cannot be read, or has no certificate in PEM form.',
  [step('Choose the right PEM file in the profile, or none.', 'open-settings')],
  'no',
  'It fails until you correct the file.',
)

/** Node's and OpenSSL's codes for certificates and handshakes that are not accepted. */
export const TLS_TEXTS: Readonly<Record<string, CatalogText>> = {
  CERT_HAS_EXPIRED: expired,
  CERT_NOT_YET_VALID: {
    ...expired,
    title: 'The certificate of {host} is not valid yet',
    cause: "This computer's clock is behind, or the owner installed the certificate too early.",
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: {
    ...unknownIssuer,
    title: 'A private authority signed the certificate of {host}',
    cause: 'This computer does not know that authority. Most often it belongs to a proxy that inspects TLS.',
    remedy: [
      askForAuthority,
      addAuthority,
      step('If there should be no such proxy, do not send the key from this network.'),
    ],
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  CERT_UNTRUSTED: unknownIssuer,
  ERR_TLS_CERT_ALTNAME_INVALID: wrongHost,
  HOSTNAME_MISMATCH: wrongHost,
  CERT_REVOKED: revoked,
  CERT_SIGNATURE_FAILURE: badCertificate,
  CERT_CHAIN_TOO_LONG: badCertificate,
  CERT_REJECTED: badCertificate,
  INVALID_CA: badCertificate,
  INVALID_PURPOSE: badCertificate,
  PATH_LENGTH_EXCEEDED: badCertificate,
  EPROTO: protocol,
  ERR_SSL_WRONG_VERSION_NUMBER: {
    ...protocol,
    title: '{host} speaks plain HTTP on this port',
    cause: 'The base URL says https, and the port responds without encryption.',
  },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: clientCertificate,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: handshake,
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: clientCertificate,
  ERR_SSL_SSLV3_ALERT_NO_CERTIFICATE: clientCertificate,
  CA_FILE_UNREADABLE: authorityFile,
  CA_FILE_INVALID: authorityFile,
}

/** For codes of a family that have no text of their own. */
export const TLS_FAMILIES: ReadonlyArray<[prefix: string, text: CatalogText]> = [
  ['ERR_SSL_', protocol],
  ['ERR_TLS_', protocol],
  ['ERR_OSSL_', protocol],
  ['CERT_', badCertificate],
  ['CRL_', badCertificate],
  ['UNABLE_TO_', unknownIssuer],
]
