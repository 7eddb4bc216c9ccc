import type { Failure, FailureKind } from '../contract/exchange.ts'

/** How clients say that no response came. The first row that fits counts, so what says most comes first. */
const WAYS: readonly (readonly [RegExp, FailureKind, string | null, mayHaveBeenSent: boolean])[] = [
  [
    /\bCERT_HAS_EXPIRED\b|certificate (?:has )?expired|certificate is not valid after|NotTimeValid|CertificateExpiredException/i,
    'tls',
    'CERT_HAS_EXPIRED',
    false,
  ],
  [
    /certificate is not yet valid|CERT_NOT_YET_VALID|CertificateNotYetValid/i,
    'tls',
    'CERT_NOT_YET_VALID',
    false,
  ],
  [
    /self[- ]signed certificate in (?:the )?certificate chain|SELF_SIGNED_CERT_IN_CHAIN/i,
    'tls',
    'SELF_SIGNED_CERT_IN_CHAIN',
    false,
  ],
  [/self[- ]signed certificate|DEPTH_ZERO_SELF_SIGNED_CERT/i, 'tls', 'DEPTH_ZERO_SELF_SIGNED_CERT', false],
  [
    /unable to get local issuer|UNABLE_TO_GET_ISSUER_CERT|unable to verify the first certificate|UNABLE_TO_VERIFY_LEAF_SIGNATURE|PKIX path building failed|signed by unknown authority|PartialChain|UntrustedRoot|unable to find valid certification path|remote certificate is invalid because of errors in the certificate chain/i,
    'tls',
    'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    false,
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID|does(?:n't| not) match (?:certificate|the certificate|target host|host)|Hostname mismatch|RemoteCertificateNameMismatch|certificate is valid for .{1,80}, not |No subject alternative|no alternative certificate subject name/i,
    'tls',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    false,
  ],
  [
    /wrong version number|server gave HTTP response to HTTPS client|Unrecognized SSL message|record layer failure|WRONG_VERSION_NUMBER/i,
    'tls',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    false,
  ],
  [
    /\bcurl: \((?:35|51|53|54|58|59|60|66|77|80|83|90|91)\)|SSLHandshakeException|SSLError|SSLException|SSL_ERROR|SSL connection could not be established|secure channel|RemoteCertificate|AuthenticationException: .{0,40}certificate|tls: |\bx509: |CERTIFICATE_VERIFY_FAILED|ERR_SSL_\w+|ERR_CERT_\w+|certificate verify failed|\bEPROTO\b/i,
    'tls',
    null,
    false,
  ],
  [/\bNSURLErrorDomain Code=-1(?:20\d)\b/, 'tls', null, false],
  [/\bEAI_AGAIN\b|Temporary failure in name resolution/i, 'dns', 'EAI_AGAIN', false],
  [
    /\bNSURLErrorDomain Code=-100[36]\b|\bENOTFOUND\b|getaddrinfo|Could not resolve (?:host|proxy)|Name or service not known|nodename nor servname|No such host is known|no such host|UnknownHostException|NameResolutionError|Failed to resolve|remote name could not be resolved|ERR_NAME_NOT_RESOLVED|\bcurl: \((?:5|6)\)|cURL error 6\b/i,
    'dns',
    'ENOTFOUND',
    false,
  ],
  [/\bEHOSTUNREACH\b|No route to host|NoRouteToHostException/i, 'refused', 'EHOSTUNREACH', false],
  [
    /\bNSURLErrorDomain Code=-1009\b|\bENETUNREACH\b|Network is unreachable|ERR_INTERNET_DISCONNECTED|unreachable network/i,
    'refused',
    'ENETUNREACH',
    false,
  ],
  [
    /Tunnel connection failed: 407|CONNECT tunnel failed, response 407|Proxy Authentication Required|tunneling socket could not be established, statusCode=407/i,
    'refused',
    'PROXY_407',
    false,
  ],
  [
    /Tunnel connection failed: 403|CONNECT tunnel failed, response 403|tunneling socket could not be established, statusCode=403/i,
    'refused',
    'PROXY_403',
    false,
  ],
  [
    /\bNSURLErrorDomain Code=-1004\b|Connect call failed|\bECONNREFUSED\b|Connection refused|actively refused|refused the connection|ERR_CONNECTION_REFUSED|Failed to connect to|Couldn't connect to server|Failed to establish a new connection|\bcurl: \(7\)|cURL error 7\b/i,
    'refused',
    'ECONNREFUSED',
    false,
  ],
  [
    /UND_ERR_CONNECT_TIMEOUT|Connect ?Timeout ?(?:Error|Exception)?|connect(?:ion)? timed out|connect ETIMEDOUT|connection timed out|Net::OpenTimeout|ERR_CONNECTION_TIMED_OUT|HttpConnectTimeoutException|dial tcp .{1,80}i\/o timeout/i,
    'timeout',
    'ETIMEDOUT',
    false,
  ],
  [
    /\bE(?:SOCKET)?TIMEDOUT\b|timeout of \d+ ?ms exceeded|HttpClient\.Timeout|context deadline exceeded|i\/o timeout|read timed? ?out|Read ?Timeout|SocketTimeoutException|TimeoutException|UND_ERR_(?:HEADERS|BODY)_TIMEOUT|Net::ReadTimeout|execution expired|operation (?:has )?timed out|request timed out|Timeout was reached|TimeoutError|The operation was aborted due to timeout|\bcurl: \(28\)|cURL error 28\b|ERR_TIMED_OUT|\btimed out\b/i,
    'timeout',
    'ETIMEDOUT',
    true,
  ],
  [
    /\bNSURLErrorDomain Code=-1005\b|\bECONNRESET\b|socket hang up|Connection reset|ERR_CONNECTION_RESET|forcibly closed|RemoteDisconnected|Connection aborted|Empty reply from server|unexpected end of stream|response ended prematurely|other side closed|UND_ERR_SOCKET|NoHttpResponseException|Server disconnected|end of file reached|ERR_EMPTY_RESPONSE|underlying connection was closed|Recv failure|Unexpected EOF|": EOF\b|\bcurl: \((?:52|55|56|18|92)\)|cURL error (?:52|56)\b/i,
    'reset',
    'ECONNRESET',
    true,
  ],
  [/\bEPIPE\b|broken pipe/i, 'reset', 'EPIPE', true],
  [
    /Too many redirects|TooManyRedirects|Maximum \(\d+\) redirects followed|\bcurl: \(47\)|redirect count exceeded|stopped after 10 redirects/i,
    'redirect',
    'TOO_MANY_REDIRECTS',
    true,
  ],
  [
    /blocked by CORS policy|Cross-Origin Request Blocked|No 'Access-Control-Allow-Origin'|Access-Control-Allow-Origin.{0,40}(?:missing|not allowed)|\bCORS error\b/i,
    'bad-response',
    'BROWSER_CORS',
    true,
  ],
  [
    /Unexpected token '?<|invalid character '<' looking for beginning|Unexpected character encountered while parsing value: <|'<' is an invalid start of a value/i,
    'bad-response',
    'PAGE_FOR_JSON',
    true,
  ],
  [
    /JSONDecodeError: Expecting value: line 1 column 1 \(char 0\)|Unexpected end of JSON input|Unexpected end of file while parsing|The input does not contain any JSON tokens|No content to map due to end-of-input/i,
    'bad-response',
    'EMPTY_FOR_JSON',
    true,
  ],
  [
    /\bFailed to fetch\b(?! dynamically)|\bfetch failed\b|NetworkError when attempting to fetch|^\W*(?:TypeError: )?Load failed\b|Network request failed|\bERR_NETWORK\b|AxiosError: Network Error|^\W*(?:Error: )?Network Error\s*$|\bERR_FAILED\b|An error occurred while sending the request/im,
    'bad-response',
    'REASON_NOT_TOLD',
    true,
  ],
]

interface FailureMention {
  failure: Failure
  at: number
}

/** Why no response came, in the words of a client; null for a text that says nothing of it. */
export function failureIn(text: string): FailureMention | null {
  for (const [way, kind, code, mayHaveBeenSent] of WAYS) {
    const found = way.exec(text)
    if (!found) continue
    const start = text.lastIndexOf('\n', found.index) + 1
    const end = text.indexOf('\n', found.index)
    const message = text
      .slice(start, end < 0 ? undefined : end)
      .trim()
      .slice(0, 300)
    return { failure: { kind, code, message, mayHaveBeenSent }, at: found.index }
  }
  return null
}
