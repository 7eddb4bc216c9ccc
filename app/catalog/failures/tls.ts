import { describe, step, type CatalogText } from '../text.ts'

const never = 'It fails the same way until the certificate or the set-up is mended.'
const distrusted =
  'The host showed a certificate that this computer does not trust, so the request was not sent.'
const addAuthority = step(
  "If the network inspects traffic, add its authority's PEM file to the profile.",
  'open-settings',
)
const tellOwner = 'If it is the real host, tell its owner.'
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
  '{host} vouches for itself',
  distrusted,
  'The certificate is self-signed: no authority stands behind it. That is usual for test servers, and not for the real API.',
  [
    step('Check that the base URL is the right one.', 'open-settings'),
    step(
      "If it is a test server of your own, add its certificate's PEM file to the profile.",
      'open-settings',
    ),
  ],
  'no',
  never,
)

const unknownIssuer = describe(
  'Nobody known vouches for {host}',
  distrusted,
  'The authority that issued the certificate is not known here: a proxy inspects the traffic, or the server does not send its whole chain.',
  [
    addAuthority,
    'If no proxy inspects the traffic, tell the owner of the host that the chain is incomplete.',
  ],
  'no',
  never,
)

const wrongHost = describe(
  'The certificate is not for {host}',
  distrusted,
  'The certificate was issued for other names: the base URL is not quite right, or another server answers in its place.',
  [
    step('Check the host in the base URL.', 'open-settings'),
    'Check that DNS and a proxy lead to the right server.',
  ],
  'no',
  never,
)

const revoked = describe(
  'The certificate of {host} was revoked',
  distrusted,
  'The authority that issued it has taken it back. Somebody may be posing as the host.',
  [step('Do not send the key to this host.'), tellOwner],
  'no',
  never,
)

const badCertificate = describe(
  'The certificate of {host} is not valid',
  distrusted,
  'The certificate, or one in its chain, breaks the rules for certificates: wrong use, bad signature or too long a chain.',
  [addAuthority, tellOwner],
  'no',
  never,
)

const protocol = describe(
  '{host} does not speak TLS as it should',
  'The secure connection could not be set up, so the request was not sent.',
  'The port speaks plain HTTP, the server knows only outdated versions of TLS, or a proxy disturbs the handshake.',
  [
    step('Check scheme and port in the base URL: https usually goes with port 443.', 'open-settings'),
    'Check whether a proxy stands in between.',
  ],
  'no',
  never,
)

const clientCertificate = describe(
  '{host} wants a client certificate',
  'The server ended the secure connection, because no client certificate came.',
  'The server lets only programs in that have a certificate of their own. Postern cannot send one.',
  [
    step('Check the base URL.', 'open-settings'),
    'Ask the owner of {host} for an address that takes a bearer token alone.',
  ],
  'no',
  never,
)

const handshake = {
  ...protocol,
  title: '{host} refused the TLS handshake',
  cause:
    'Often the server wants a client certificate, which Postern cannot send. Or the two share no version or cipher of TLS.',
} satisfies CatalogText

const authorityFile = describe(
  "The profile's file of authorities cannot be used",
  'Without it no connection is tried, so nothing was sent.',
  'The file is missing, may not be read, or holds no certificate in PEM form.',
  [step('Choose the right PEM file in the profile, or none.', 'open-settings')],
  'no',
  'It fails until the file is mended.',
)

/** Node's and OpenSSL's codes for certificates and handshakes that are not accepted. */
export const TLS_TEXTS: Readonly<Record<string, CatalogText>> = {
  CERT_HAS_EXPIRED: expired,
  CERT_NOT_YET_VALID: {
    ...expired,
    title: 'The certificate of {host} is not valid yet',
    cause: "This computer's clock is behind, or the certificate was put in place too early.",
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: selfSigned,
  SELF_SIGNED_CERT_IN_CHAIN: {
    ...unknownIssuer,
    title: 'The certificate of {host} comes from a private authority',
    cause:
      'The chain ends in an authority that vouches for itself: most often the proxy of a company that inspects traffic.',
    remedy: [addAuthority, step('If there should be no such proxy, do not send the key from this network.')],
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
    cause: 'The base URL says https, and the port answers without encryption.',
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
