import { type TopicRule } from './topics.ts'

const KEY = String.raw`(?:api[ -]?)?(?:key|token|client|account|subscription|company|customer|tenant|user|credential|licen[cs]e)s?`

const RECORD = String.raw`(?:record|resource|entity|item|object|customer|site|company|staff|staff member|employee|report|timesheet|subscriber|subscription|licen[cs]e|shift|entry)s?`

const RATE_UNIT = String.raw`(?:per|a|an|each|every|in|within)\s+(?:the\s+)?(?:last\s+)?\d{0,4}\s?(?:second|minute)`

/** What is suspended until a review is no result that comes by itself, and nothing that a consent alone ends. */
const SUSPENDED = /(?<!\bnot (?:been )?)\b(?:suspended|deactivated|terminated)\b/i

/** Two parts of one request that do not fit, whoever owns them. */
export const OF_OTHER_FORM =
  /\b(?:belongs?|of|to) (?:another|a different|other) (?:form|template|type|list|shift|period|version)\b/i

const UNDONE =
  /\b(?:once|unless|until|only (?:if|when|after|once)|available (?:after|when|once)|must (?:first |already )?(?:be|have been)|has to be|needs to be)\b.{0,60}\b(?:approved|submitted|published|signed|signed off|released|confirmed|completed|finali[sz]ed|processed|closed|paid|locked)\b/i

/** In the order in which they are tried: what is said more exactly comes first. */
export const TOPIC_RULES: readonly TopicRule[] = [
  {
    topic: 'signed-link',
    isDeniable: false,
    says: /\bserver failed to authenticate the request\b|\bauthorization header is formed correctly\b|\bSignatureDoesNotMatch\b|\brequest signature we calculated\b|\bsignature (?:is )?not valid in the specified time frame\b|\bsignature fields? not well formed\b|\b(?:shared access signature|pre-?signed|signed) (?:token|url|uri|link)?\b.{0,80}\b(?:expired|invalid|(?:not|n't) (?:valid|match|accepted)|missing|refused|denied|malformed|mismatch)|\bSAS (?:token|url|uri|link|signature)\b|\b(?:download|file|attachment|photo|image) (?:link|url)\b.{0,40}\b(?:expired|(?:no longer|not) valid|invalid)|(?:\b|[?&])(?:se|sp|sv|sr|sig)=.{0,80}\b(?:expired|invalid|not|mismatch|missing)/i,
  },
  {
    topic: 'stored-file',
    isDeniable: false,
    unless: /\bassembly\b|\bconfig(?:uration)?\b/i,
    says: /\b(?:Blob|Container|Share)(?:NotFound|BeingDeleted)\b|\bNoSuch(?:Key|Bucket|File)\w*|\bFileNotFound\w*|\bENOENT\b|\bspecified (?:blob|container|key|object|bucket|file|share)\b.{0,20}\b(?:not exist|not found)|\b(?:document|file|image|media|attachment|object|blob) (?:store|storage|service|server)\b.{0,30}\b(?:404|not found)|\b(?:s3|blob|storage) (?:object|key|file)s?\b.{0,30}\b(?:missing|not found|gone|deleted)|\bno such (?:file|blob|bucket|object|container)\b|\bcould not find (?:a part of the path|file)\b|\b(?:blob|bucket|storage (?:object|container|account))\b.{0,60}\b(?:(?:not|n't|cannot|never) (?:be )?(?:found|exist|located|available)|missing|deleted|gone)|\b(?:file|attachment|photo|picture|image|thumbnail|pdf|media|video|scan)s?\b[^.;]{0,60}\b(?:(?:not|n't|cannot|never|no longer) (?:be )?(?:found|exists?|located|on disk|in (?:the )?storage|available|uploaded)|(?:missing|deleted|lost|gone) (?:from|in|on) (?:the )?(?:\w+ )?(?:storage|disk|blob|bucket|container|share|server))|\b(?:cannot|can't|could not|unable to|failed to) (?:find|locate|open|load|download|retrieve) (?:the )?(?:\w+ ){0,2}(?:file|blob|attachment|photo|picture|image|pdf)\b/i,
  },
  {
    topic: 'old-tls',
    isDeniable: false,
    says: /\b(?:tls|ssl) ?v?\d(?:\.\d)?\b.{0,40}\b(?:required|or (?:higher|newer|later|above|better)|supported|minimum|needed|deprecated|disabled)|\b(?:requires?|use|needs?|minimum|upgrade to) (?:tls|ssl)\b|\bmutual tls\b|\bclient certificate\b.{0,20}\b(?:required|missing)/i,
  },
  {
    topic: 'maintenance',
    says: /\b(?:under|for|during|scheduled|planned|undergoing|in|ongoing)\s+(?:\w+\s+)?maintenance\b|\bmaintenance\s+(?:mode|window|work)\b|\bread[ -]only mode\b|\bmaintenance\b.{0,20}\b\d{1,2}[:.]\d\d\b|\bbeing\s+(?:upgraded|updated|maintained)\b|\btemporarily\s+(?:unavailable|offline|down|closed)\b|\b(?:we will|we'll|will) be back\b/i,
  },
  {
    topic: 'earlier-request',
    isDeniable: false,
    says: /\b(?:creation|registration|provisioning) (?:of|for)\b.{0,40}\b(?:in progress|running|pending|not finished)|\b(?:identical|same|duplicate|previous|earlier|first|original|similar) (?:\w+ )?(?:request|operation|call|import|job|creation|submission)\b.{0,40}\b(?:(?:is|still|being|currently) .{0,20}(?:progress|process|running|pending|handled|executed)|not (?:yet )?(?:finished|completed?|done)|in (?:progress|flight)|running|pending)|\b(?:identical|same|previous|earlier|duplicate|another|concurrent|first) (?:\w+ )?(?:request|call|operation|submission|creation)\b.{0,60}\b(?:still|in progress|in flight|being processed|processing|running|pending|(?:not|n't) (?:yet )?(?:been )?(?:completed?|finished|done))\b|\b(?:request|operation|creation|call) (?:is )?already (?:in progress|being (?:processed|handled|executed)|running)\b|\boperation (?:is )?in progress (?:for|on)\b|\b(?:request|operation|call|submission) (?:for|to|with|of)\b.{0,60}\b(?:already|still|currently) (?:being (?:processed|handled|executed)|in (?:progress|flight|process)|running|processing)\b|\balready (?:processing|handling|executing|running) (?:a|an|this|your|the|another|one) (?:\w+ )?(?:request|call|operation|creation)\b|\bbeing \w+ed by (?:another|an earlier|a previous|a concurrent) (?:request|call|operation)\b/i,
  },
  {
    topic: 'approval',
    isDeniable: false,
    unless: SUSPENDED,
    says: /\b(?:two-factor|2fa|mfa|multi-factor|enrol(?:l)?ment|consent|acceptance)\b.{0,20}\b(?:required|missing|needed|outstanding)\b|\b(?:pending|awaiting|waiting for|needs|requires|under) (?:\w+ ){0,3}(?:approval|review|verification|consent|confirmation|signature|activation|acceptance)\b|\b(?:approval|review|verification|consent|confirmation|activation) (?:is |are )?(?:still )?(?:pending|outstanding|required|missing|not (?:yet )?(?:given|complete))|\b(?:accept|agree to|consent to|sign|confirm)\b.{0,40}\b(?:terms|agreement|policy|conditions|contract|dpa|licen[cs]e)\b|\b(?:terms|agreement|policy|conditions|contract|dpa|consent|licen[cs]e agreement)\b.{0,40}\b(?:must|has to|have to|needs? to|should) (?:first )?be (?:accepted|signed|agreed|confirmed|given)|\bnot (?:yet )?(?:accepted|signed|agreed to|been (?:approved|verified|confirmed))\b/i,
  },
  {
    topic: 'not-ready',
    isDeniable: false,
    unless: SUSPENDED,
    says: /\b(?:\w+(?:tion|ing|sync|job|run|import|export|rebuild|update)s?) (?:is |are )?(?:still )?pending\b|\b(?:export|import|sync\w*|job|report|calculation|migration)\b[^.;]{0,40}\b(?:is|are|already|still|currently) (?:in progress|running|queued|processing)\b|\bnot (?:been )?(?:\w+ )?(?:calculated|generated|processed|published|synced|available) yet\b|\b(?:is|are) (?:still |currently )?being (?:enabled|activated|provisioned|set up|deployed|synced|migrated|generated|built|prepared|processed|created|calculated|rebuilt|computed)\b|\bnot (?:yet )?(?:ready|finished|complete[d]?)(?: yet)?\b|\bnot (?:yet )?available (?:yet|until|before)\b|\bstill (?:in progress|running|processing|syncing|uploading|importing|calculating|loading|building|generating|indexing|in the queue|queued)\b|\bnot yet (?:available|ready|there|published|generated|synced)\b|\b(?:refresh|sync\w*|import|export|rebuild|migration|job|recalculation|indexing|processing) (?:is )?(?:still |currently )?(?:in progress|running)\b|\b(?:recalculation|calculation|generation|processing|approval|review|import|export|sync\w*|provisioning|rendering|indexing) (?:is )?(?:still )?pending\b|\bpending (?:\w+ ){0,2}(?:approval|calculation|recalculation|review|processing|sync\w*)\b|\b(?:awaiting|waiting for)\b|\bnot (?:been )?(?:yet )?(?:calculated|generated|computed|processed|synced|imported)\b|\b(?:is|are) (?:still |currently )?being (?:generated|built|prepared|processed|created|calculated|rebuilt|computed)\b/i,
  },
  {
    topic: 'unavailable',
    isDeniable: false,
    says: /\b(?:service|backend|upstream|database|db|server|system|provider|crm)\b.{0,30}\b(?:unavailable|down|offline|unreachable|not (?:available|responding|reachable))\b|\b(?:is|are|currently|was|\)) (?:currently )?(?:offline|unreachable)\b|\b(?:lookup|authority|regist(?:er|ry)|feed|integration|engine|store|storage|vault|cache|queue|bus|connector|gateway|host|platform|api|portal)\b.{0,30}\b(?:offline|down|unreachable|unavailable|not (?:responding|reachable|available))\b|\bresponse status code does not indicate success\b|\b[45]\d\d [\w ]{0,20}from (?:the |our )?\w+ (?:provider|service|server|system|api)\b|\bunable to connect\b|\bupstream connect error\b|\bSSL connection could not be established\b|\bunable to obtain configuration\b|\bno security keys were provided\b|\bIDX2080[347]\b|\boutage\b|\bremote name\b.{0,20}\bresolved\b|\bno connection could be made\b|\bactively refused\b|\bname resolution\b|\bno such host\b|\b(?:unknown|unresolved) host\b|\bconnection (?:was )?(?:reset|aborted|closed) by\b|\bbroken pipe\b|\bnot responding\b|\b(?:could|can)(?: ?not|n't) connect\b|\bconnection (?:\w+ )?(?:refused|failed|timed out)\b/i,
  },
  {
    topic: 'parallel',
    isDeniable: false,
    says: /\b(?:requests|calls|connections|exports|jobs)\b.{0,20}\b(?:in[ -]flight|in parallel|at (?:the same|a|one) time|simultaneously|concurrently)\b|\b(?:too many|max(?:imum)?(?: of)?(?: \d+)?|at most \d+|only \d+) (?:simultaneous|parallel|concurrent|open) (?:requests|calls|connections|exports|jobs)\b/i,
  },
  {
    topic: 'version',
    isDeniable: false,
    unless: /\b(?:api|http|tls|ssl|schema) ?version\b|\bdeadlock/i,
    says: /\b(?:saved|changed|modified|updated)\b.{0,40}\bin the meantime\b|\bsomeone else (?:has |had )?(?:saved|changed|modified|updated)|\bexpected (?:row ?)?version\b|\boptimistic\b|\brow ?version\b|\bconcurrency ?(?:token|stamp|check|exception|conflict|violation|error|failure)|\bUpdateConcurrency|\bexpected to affect\b|\b(?:modified|changed|updated|edited|deleted)(?: or deleted)? (?:in the meantime|meanwhile|in between|since|by (?:another|someone|somebody|a different|other))\b|\b(?:was|were|been) (?:modified|changed|updated|edited)(?: or deleted)? by\b|\bStale(?:Object|Data|Entity)|\bstale (?:object|data|version|record|state|entity|copy|etag)\b|\be-?tag\b.{0,40}\b(?:not|n't|mismatch|outdated|differs?|stale)|\bversion (?:conflict|mismatch|is (?:outdated|stale|old|not current)|does not match)|\b(?:newer|latest|current) version of (?:the|this) (?:record|entity|resource|item|timesheet|entry)|\b(?:old|outdated|out[- ]of[- ]date|obsolete) (?:copy|version) of\b|\bupdate conflict\b/i,
  },
  {
    topic: 'concurrency',
    says: /\bdeadlock|\bconcurren(?:t|cy)\b|\brerun the (?:transaction|request)|\block(?:ed)? by another\b|\block timeout\b|\b(?:locked|used) (?:in the meantime )?by (?:another|someone|a different|other)\b|\bbeing (?:edited|modified|changed|updated) by\b|\b(?:checked out|held open) by\b|\bsomeone else\b|\banother (?:process|operation|transaction|request) (?:is|has)\b/i,
  },
  {
    topic: 'quota',
    says: /\b(?:quota|call volume)\b.{0,60}\b(?:exceeded|used|reached|exhausted|replenished|renewed|limit|full|over|hit)\b|\b(?:out of|over|exceeded|exceeds?|reached|used up)\b.{0,30}\bquota\b|\b(?:daily|monthly|weekly|hourly|yearly)\s+(?:\w+\s+){0,2}(?:limit|allowance|volume|cap|quota|budget)\b|\b(?:requests|calls|downloads|limit)\b.{0,30}\b(?:per|a|an|each|every) (?:hour|day|week|month|year)\b|\b(?:requests|calls|downloads|limit) (?:for )?today\b|\bexceed(?:s|ed)? (?:your|the) plan\b|\b(?:come back|again|retry) tomorrow\b|\ballowance\b.{0,40}\b(?:used|exceeded|reached|exhausted)/i,
  },
  {
    topic: 'rate',
    says: new RegExp(
      String.raw`\b(?:requests|calls)\b.{0,20}\btoo (?:quickly|fast|often|frequently)\b|\brate[ -]?limit|\brate (?:exceeded|of requests)|\bslow(?:ing)? down\b|\bthrottl|\btoo many (?:\w+ )?(?:requests|calls)\b|\b(?:requests|calls)\s+${RATE_UNIT}`,
      'i',
    ),
  },
  {
    topic: 'too-much',
    isDeniable: false,
    says: /\bquery (?:is )?too complex\b|\b(?:result|response)s?(?: set)? (?:is |are )?too (?:large|big|many)\b|\b(?:range|period|span|interval|window)\b.{0,20}(?:>|\b(?:limited to|max))|\bwindow (?:may not|must not|cannot|can not|should not) (?:exceed|be)\b|\b(?:rows|records|results|items) exceeds?\b|\b(?:range|period|span|interval)\b.{0,40}\b(?:exceeds?|too (?:large|wide|long|big)|longer than|more than)\b|\b(?:range|span)\b.{0,40}\b(?:may not|cannot|must not)\b|\bpage ?size\b(?!.{0,20}(?:must|should) be (?:greater|larger|at least)).{0,40}\b(?:exceed|maximum|at most|too|between|greater|larger)|\bnarrow\b.{0,30}\b(?:range|search|filter|query)|\b(?:returns?|matches|contains?|yields?) (?:more than )?\d[\d,.]* (?:rows|records|items|results)|\b(?:limit|max(?:imum)?|ceiling|cap|limited to)\b.{0,15}\d[\d,.]* (?:rows|records|items|results|days|hours|ids|sites|customers)|\b(?:at most|no more than|maximum of|up to) \d+ (?:rows|records|items|ids|results|days|months)\b|\btoo many (?:rows|results|items|ids|records)\b/i,
  },
  {
    topic: 'too-large',
    says: /\b(?:body|payload|request|file|content|message|entity|url|uri|header|query)\b.{0,30}\b(?:is |was )?too (?:large|big|long)\b|\bexceed(?:s|ed)? the (?:maximum )?(?:\w+ )?(?:size|length)\b|\bmaximum (?:request|body|payload|message) (?:size|length)\b/i,
  },
  {
    topic: 'limit-reached',
    says: /\b(?:one|1|a single) (?:subscriber|subscription|webhook|key|user)s? per (?:company|account|customer|subscriber|event|key)\b|\b(?:quota|limit|subscri\w+|webhooks?)\b.{0,20}\b(?<used>\d+) ?\/ ?\k<used>\b|\bonly (?:\d+|one|two|three) (?:\w+ ){1,3}(?:per \w+ )?(?:is |are |may |can )?(?:be )?(?:permitted|allowed|created|active|registered)\b|\ball (?:the |your )?\d+ \w+ (?:are |have been )?(?:used|taken|assigned|in use)\b|\b(?=\d+ (?:out )?of \d)(?<all>\d+) (?:out )?of \k<all>\b|\balready (?:has|have|had|holds|owns|uses|using|reached) (?:all )?\d+\b|\b(?:max(?:imum)?(?: of)?|up to|at most|no more than) (?:\d+|one|two|three) (?:active |webhook )?(?:subscriptions?|subscribers?|webhooks?|keys?|users?|seats?)\b|\b(?:subscription|subscriber|webhook|key|seat|user|licen[cs]e)s?\b.{0,30}\b(?:\d+ (?:max|allowed)|capped at \d+|limited to \d+)|\bwhich is the (?:maximum|limit|most)\b|\bmaximum (?:number|amount|count)\b.{0,60}\b(?:reached|exceeded|hit|is|of|allowed)\b|\b(?:limit|maximum|cap)\b.{0,40}\b(?:reached|hit|exhausted|used up)\b|\b(?:reached|hit|exceeded|exceeds|over) (?:the|your|its|their|a) (?:\w+ ){0,3}(?:limit|maximum|cap)\b|\btoo many (?:active |open |valid )?(?:subscriptions|subscribers|webhooks|keys|users|tokens|sessions)\b|\bmaximum (?:number of )?(?:webhooks?|subscri\w+|keys?|users?)\b.{0,40}\d|\blimit(?: is|:|=)? (?:\d+|one|two|three) (?:subscri\w+|webhooks?|keys?|users?|seats?)\b|\b(?:limit|maximum) of \d+ \w+ (?:has been |was |is )?(?:reached|exceeded)\b|\bno (?:more|further|additional) (?:\w+ ){0,3}(?:can be |may be |are |is )?(?:added|created|allowed|permitted|accepted|possible)\b|\b(?:subscriptions?|subscribers?|webhooks?|keys?|seats?|licen[cs]es?|users?) limit (?:exceeded|reached)\b/i,
  },
  {
    topic: 'no-body',
    isDeniable: false,
    says: /\bnon-empty (?:request )?body\b|\b(?:request )?body (?:is |was )?(?:required|missing|empty)\b|\bempty (?:request )?body\b/i,
  },
  {
    topic: 'not-json',
    isDeniable: false,
    says: /\b(?:not|n't|invalid|malformed|bad|broken)\b(?: \w+){0,4} json\b|\bjson\b.{0,60}\b(?:invalid|malformed|not valid|could not be (?:converted|parsed|read)|cannot be (?:parsed|read|deserialized))|\bLineNumber: ?\d+|\bunexpected (?:token|character|end of)\b|\bfailed to (?:parse|deserialize|read) (?:the )?(?:request|body|json)|\bbody (?:could not|cannot) be (?:parsed|read)/i,
  },
  {
    topic: 'payment',
    says: /\b(?:payments?|invoices?|bills?|balance|billing|subscription)\b.{0,40}\b(?:overdue|unpaid|outstanding|past due)\b|\b(?:overdue|unpaid|outstanding|pending) (?:payment|invoice|bill|balance)s?\b|\bpayments? (?:has |was |is )?(?:failed|declined|missing|required)\b/i,
  },
  {
    topic: 'suspended',
    says: /\b(?:disabled|blocked|suspended|switched off|turned off|withdrawn) by (?:an?|the|your) (?:\w+ )?admin(?:istrator)?\b|\b(?:account|key|company|customer|user|login)\b.{0,20}\b(?:on hold|switched off|turned off|locked out)\b/i,
  },
  {
    topic: 'private-uri',
    isDeniable: false,
    unless:
      /\b(?:client|remote|source|your (?:ip|address|network)|caller|from(?! the (?:public )?internet)|requests?)\b/i,
    says: /\bSSRF\b|\bRFC ?-?(?:1918|4193|6890)\b|\b(?:private|internal|loopback|link-local|non-public|reserved)\b.{0,20}\b(?:address(?:es)?|ip|ips|ranges?|networks?|hosts?|space|subnets?)\b|\b(?:not|n't|must be|only) (?:a )?public(?:ly)?\b.{0,40}|\blocalhost\b.{0,30}\bnot\b|\breachable from the (?:public )?internet\b|\bmust be (?:publicly )?reachable\b/i,
  },
  {
    topic: 'callback',
    isDeniable: false,
    says: /\b(?:ssl|tls) certificate (?:of|for|at) \S+\.\S+|\bDNS (?:lookup|resolution)\b.{0,60}\bfail|\b(?:endpoint|uri|url|callback|receiver|target|host|webhook|https?:\S+)\b.{0,80}\b(?:responded|returned|answered|replied)(?: with)?(?: http)? ?[1345]\d\d\b|\b(?:verification|handshake|probe|ping|validation (?:request|call)|test (?:request|call|delivery))\b.{0,40}\b(?:failed|timed out|rejected|refused|got|returned|unanswered)|\b(?:could not|cannot|unable to|failed to) (?:reach|contact|connect to|call|verify|validate|resolve) (?:the |your )?(?:\w+ )?(?:callback|endpoint|uri|url|receiver|webhook)|\b(?:callback|endpoint|uri|url|receiver|webhook|hook)\b.{0,60}\b(?:d(?:id|oes)(?: not|n't) (?:respond|answer|resolve)|not reachable|unreachable|could not be reached|certificate)\b|\bcertificate\b.{0,30}\b(?:endpoint|uri|url|receiver|host|callback|webhook)\b|\b(?:uri|url|endpoint|webhook|hook|callback|receiver)\b.{0,60}\b(?:not reachable|unreachable|could not be reached|did(?: not|n't) (?:answer|respond|resolve)|does(?: not|n't) (?:answer|respond|resolve)|returned (?:http )?[45]\d\d)\b|\b(?:endpoint|uri|url|webhook|receiver|target|callback|host|ownership) (?:verification|validation|challenge|handshake|probe|ping|check|test)\b|\b(?:probe|challenge|handshake|ping|test (?:delivery|event|request|call|post))\b.{0,80}\b(?:fail\w*|respon\w+|returned|answered|accepted|timed out|not|refused|rejected|got \d{3})\b|\b(?:responded|returned|answered|respond)\b.{0,40}\b(?:to|on|for) (?:the |a |our )?(?:\w+ )?(?:probe|challenge|handshake|ping|test)\b|\b(?:receiver|target|callback|endpoint)\b.{0,30}\b(?:did not|didn't|does not|must) (?:respond|answer|return|accept)/i,
  },
  {
    topic: 'network-address',
    isDeniable: false,
    says: /\b(?:restricted|limited|bound|locked) to (?:the |these |its )?(?:ip|network|address|cidr)|\b(?:ip|ip ?address|(?:client|remote|source|your) address|network)\b.{0,60}\b(?:not|n't|denied|blocked|refused|allow ?list|white ?list)|\b(?:allow ?list|white ?list)(?:ed)?\b|\brequests? from [a-z ]{2,30}(?:not|n't) (?:allowed|permitted|accepted)\b|\brequests? from [a-z ]{2,30}(?:blocked|denied|refused)\b/i,
  },
  {
    topic: 'read-only',
    isDeniable: false,
    says: new RegExp(
      String.raw`\b${KEY}\b.{0,20}\bread[ -]?only\b|\bread[ -]?only ${KEY}\b|\b(?:no|not|without) (?:\w+ )?write (?:access|permission|rights?)\b`,
      'i',
    ),
  },
  {
    topic: 'not-enabled',
    isDeniable: false,
    // What is off for a time comes back by itself.
    unless: /\btemporar/i,
    says: /\bnot on (?:the|an?) (?:\w+ )?(?:plan|tier|package|edition)\b|\bno (?:active|valid|current) (?:subscription|licen[cs]e|contract|plan)\b|\bnot (?:available|included|offered|part) (?:on|in|of|for|with) (?:the |your |this )?(?:\w+ )?(?:plan|tier|edition|package)\b|\b(?:module|feature|integration|product|webhooks?|add-?on|api|plan)\b.{0,60}\b(?:not|n't)\b.{0,20}\b(?:enabled|activated|active|licensed|included|available|purchased|part of|subscribed|switched on|turned on)\b|\b(?:not|n't) (?:switched|turned) on\b|\b(?:plan|package|edition|tier|contract) (?:do|does)(?: not|n't) (?:include|cover|contain)\b|\b(?:requires|needs) (?:the )?(?:plan|module|package|edition)\b|\b(?:not|n't) (?:\w+ )?(?:enabled|included|activated) (?:for|in|on|the)\b|\b(?:module|feature|integration|add-?on)\b.{0,40}\b(?:is|are) (?:switched |turned )?off\b|\b(?:endpoints?|webhooks?|features?|calls?|operations?|exports?|modules?|integrations?) (?:\w+ )?(?:is|are|has been|have been|was|were) (?:\w+ )?(?:disabled|switched off|turned off|deactivated)\b|\b(?:requires|needs) (?:the |a |an )?(?:\w+ ){0,3}(?:plan|module|add-?on|licen[cs]e)\b/i,
  },
  {
    topic: 'withheld',
    isDeniable: false,
    unless: /\buri\b|\burl\b|\baddress(?:es)?\b|\bnetwork\b|\bhosts?\b/i,
    says: /\bopted out\b|\brevoked (?:the |its |their |your )?(?:access|consent|permission)\b|\bconfidential\b|\b(?:cannot|can't|may not|must not|never) be (?:shared|disclosed|released)\b|\bhidden (?:from|for)\b|\bwithheld\b(?! by)|\b(?:consent|permission) (?:was |has been |is )?withdrawn\b|\b(?:is|are|was|were|been) (?:marked (?:as )?)?(?:private|sensitive|restricted)(?! (?:to|until|by))\b|\bprivacy (?:settings?|rules?|policy)\b.{0,30}\b(?:prevents?|forbids?|blocks?|does not)/i,
  },
  {
    topic: 'not-configured',
    isDeniable: false,
    says: /\b(?:has|have) no (?:assigned )?(?:roles?|profile)\b|\bno roles? (?:is |are )?assigned\b|\b(?:key|token|user|account|client|integration|credential)s?\b.{0,30}\bnot (?:yet )?(?:been )?(?:linked|assigned|mapped|attached|connected|associated) (?:to|with) (?:any|an?)\b|\bno (?:default )?[a-z][\w -]{2,40} (?:is |are |has been |have been )?(?:configured|set up|defined|assigned|specified) (?:for|in|on|at) (?:the |this |your )?(?:company|account|customer|site|tenant|organi[sz]ation)|\b(?:company|account|customer|site|tenant|organi[sz]ation)s?\b[^.;]{0,30}\b(?:has|have) no [\w -]{2,40}(?:configured|set up|configuration|settings?)\b|\b(?:setup|set-up|onboarding|configuration) (?:of|for) [^.;]{1,40}\b(?:incomplete|not (?:yet )?(?:complete|finished|done))|\b(?:incomplete|missing) (?:setup|set-up|configuration|onboarding)\b|\b(?:company|account|customer|site|tenant|organi[sz]ation)s?\b[^.;]{0,30}\b(?:not (?:yet )?(?:been )?(?:fully )?(?:configured|set up|onboarded))\b/i,
  },
  {
    topic: 'key-type',
    says: /\bkey[ -]?type\b|\b(?:key|token) is of type\b|\btype of (?:the |this |your )?(?:api )?key\b|\b(?:wrong|different|another) (?:kind|type) of (?:api )?key\b|\bkey of type\b/i,
  },
  {
    topic: 'cursor',
    isDeniable: false,
    says: /\b(?:cursor|page|paging|pagination|continuation|next|reference ?id|scroll|snapshot|result ?set|search|reference|position|bookmark)\b[^.;]{0,40}\b(?:expired|timed out|no longer (?:valid|available|exists?)|stale|too old|gone)\b|\b(?:expired|stale|invalid|unknown) (?:cursor|page ?token|continuation ?token|reference ?id)\b|\b(?:re)?start(?:ing)? (?:again |over )?(?:from|with|at) the (?:first|beginning|start)/i,
  },
  {
    topic: 'timed-out',
    says: /\btimed[ -]?out\b|\btime[ -]?out\b|\btook too long\b|\b(?:task|operation|query|command|request) was cancell?ed\b/i,
  },
  {
    topic: 'expired',
    says: /\b(?:token|jwt|key|session|credentials?|bearer|authori[sz]ation|authentication|log-?in|secret|assertion|signature|lifetime|it|access)\b[^.;]{0,40}\b(?:expired|expiry|lapsed)\b|\bexpired (?:\w+ ){0,2}(?:token|jwt|key|session|credentials?|bearer|secret|signature)\b|^\W*expired\b|\bexpiry\b.{0,30}\bpassed\b|\btoken expir/i,
  },
  {
    topic: 'ended',
    isDeniable: false,
    says: /\bexpired\b|\b(?:trial|contract|agreement|subscription|licen[cs]e|employment|access|plan)\b.{0,40}\b(?:ended|ran out|lapsed|is over|has run out|terminated|was cancell?ed|ends? (?:on|at))\b|\b(?:left|resigned from) the (?:company|organi[sz]ation|business)\b/i,
  },
  {
    topic: 'not-yet-valid',
    isDeniable: false,
    says: /\bnot (?:yet|currently) (?:valid|active)\b|\bnbf\b|\bnot before\b|\bissued in the future\b|\b(?:token|key)\b.{0,40}\bin the future\b/i,
  },
  {
    topic: 'audience',
    says: /\baudience\b|\baud\b|\bissuer\b|\biss\b|\b(?:other|another|different|wrong) (?:region|environment)\b|\bissued for (?:another|a different)\b|\bhosted in\b/i,
  },
  {
    topic: 'signature',
    isDeniable: false,
    says: /\bsignature\b.{0,60}\b(?:invalid|not valid|failed|mismatch|does not|could not|wrong|validation)|\b(?:invalid|wrong|bad) (?:\w+ )?signature\b|\bsigning key\b|\btampered\b/i,
  },
  {
    topic: 'archived',
    says: /\barchived\b|\b(?:in|into|to) the archive\b/i,
  },
  {
    topic: 'temporary',
    isDeniable: false,
    says: /\breplica(?:tion)?\b.{0,20}\blag\b|\bserver (?:is )?(?:too )?busy\b|\b(?:high|heavy) load\b|\boverloaded\b|\boutside (?:of )?(?:business|office|opening|working|service|permitted|allowed) hours\b|\b(?:warming|starting|booting) up\b|\b(?:restarting|rebooting)\b|\bmigration\b.{0,30}\bin progress\b|\b(?:frozen|disabled|blocked|closed|paused)\b.{0,20}\b(?:until|outside|during) (?:business|office|opening|working|peak|mon|tues|wednes|thurs|fri|satur|sun|tomorrow|tonight|noon|\d)|\btemporarily (?:locked|blocked|frozen|held|disabled|read[ -]?only|closed|busy|not)\b|\b(?:retry|try again|try|repeat|resend)\b.{0,20}\b(?:in|after) (?:about )?(?:an?|a few|some|a couple of|\d+)\b.{0,10}(?:seconds?|secs?|minutes?|mins?|moments?|hours?|while)\b|\b(?:is|are|currently|too) busy\b|\b(?:import|export|sync|migration|update|recalculation|payroll run|job|backup|reindex(?:ing)?) (?:is )?(?:currently )?(?:in progress|running)\b/i,
  },
  {
    topic: 'closed',
    // What is still to be done is not closed.
    unless: UNDONE,
    says: /\b(?:pay |billing |payroll |reporting |accounting )?period\b.{0,60}\b(?:closed|locked|finali[sz]ed|ended|processed)\b|\b(?:closed|locked) (?:pay |billing |payroll |reporting )?period\b|\b(?:already|has been|have been|was|is) (?:\w+ )?(?:closed|finali[sz]ed|processed|approved|paid|locked)\b|\bsigned off\b|\bcan no longer be (?:changed|edited|modified|deleted)\b|\bread[ -]?only\b/i,
  },
  {
    topic: 'duplicate',
    // Twice in the request itself.
    unless:
      /\bduplicated? (?:query |url )?(?:parameter|field|header|name)s?\b|\bduplicated? (?:values?|ids?|entries|items|elements|parameters?|members?|keys?) (?:in|are|is|not|found|within)\b|\b(?:contains?|has|have|no|with|specified) duplicates?\b(?! key)|\bmore than once\b/i,
    says: new RegExp(
      String.raw`\bduplicat|\b(?:named|called|with (?:the |this |that )?(?:name|uri|url|id))\b.{0,60}\bexists\b|\bexists? already\b|\balready (?:exists?|been (?:added|registered|created|used|committed|saved|stored|subscribed|assigned|attached|taken)|registered|subscribed|in use|taken|has|have|attached|created|committed|saved|stored|assigned|used|there|present|on file|known|defined|set up|bound|claimed|an?|one)\b|\b(?:subscribed|attached|registered|assigned|bound|taken|used|in use|claimed|occupied)\b[^.;]{0,40} already\b|\b(?:taken|used|in use|claimed|registered|occupied|held) by (?:the |an? )?(?:other |another |existing )?(?:(?:record|subscription|subscriber|webhook|company|customer|user|key|site|employee)|#?\d)|\b(?:must be|not) unique\b|\bunique\b.{0,12}\b(?:key|index|constraint)\b|\bsame \w+ as (?:the |an? )?(?:existing )?(?:record|subscription|subscriber|webhook|company|customer|user|key|site|employee)|\bwith the (?:same|given) \w+\b.{0,30}\b(?:exists?|found|there)|\bwith the same\b|\bexists?\s*\((?:id|#|\d)|\b(?:subscription|subscriber|webhook) #?\d{1,12} (?:has|holds|uses|owns) (?:this|that|the)\b`,
      'i',
    ),
  },
  {
    topic: 'retired',
    isDeniable: false,
    says: /\bdeprecated\b|\b(?:endpoints?|operations?|versions?|calls?|apis?|routes?|v\d{1,3})\b.{0,40}\b(?:retired|removed|moved (?:to|permanently)|discontinued|decommissioned|switched off|shut down|gone|replaced by|no longer (?:supported|available|exists?|offered|served))\b|\bend[ -]of[ -]life\b|\bsunset\b/i,
  },
  {
    topic: 'scope',
    isDeniable: false,
    unless: OF_OTHER_FORM,
    says: /\bnot owned by\b|\bowned by (?:another|a different|someone|other)|\bbelongs? to (?:another|a different|someone|other)|\b(?:do|does)(?: not|n't) own\b|\b(?:no|have) visibility (?:of|on|into|over)\b|\bnot visible to\b|\binsufficient[ _]scope\b|\bcross[ -](?:company|tenant|customer|site)\b|\b(?:not|no) (?:a )?member of\b|(?<!\d )\b(?:does|do|did) not belong to\b|\b(?:not|n't|no) (?:have )?access to (?:this |the |that )?(?:customer|site|company|record|resource)\b|\bnot (?:assigned|linked) to (?:your|this|the) (?:key|company|account)\b|\b(?:outside|not (?:with)?in|beyond|out of|exceeds)\b.{0,30}\bscope\b|\b(?:not|n't) own(?:ed)?\b|\b(?:not|n't) (?:one of )?yours\b/i,
  },
  {
    topic: 'mismatch',
    isDeniable: false,
    says: new RegExp(
      String.raw`\b(?:do|does)(?: not|n't) (?:go|belong|fit|match) together\b|${OF_OTHER_FORM.source}`,
      'i',
    ),
  },
  {
    topic: 'permission',
    isDeniable: false,
    unless: /\b(?:SELECT|INSERT|UPDATE|DELETE|EXECUTE) permission\b|\bdatabase\b/,
    says: /\b(?:no|not|n't|lacks?|without|insufficient|missing|required?)\b.{0,30}\b(?:permission|permitted|authori[sz]ed|privileges?|rights?|entitled|entitlement)\b|\bpermissions? (?:is |are )?(?:required|denied|missing|needed)\b|\baccess (?:is |was |has been )?(?:denied|forbidden|refused)\b|\bnot allowed to\b|\bforbidden\b|\bunauthori[sz]ed\b/i,
  },
  {
    topic: 'not-found',
    isDeniable: false,
    says: new RegExp(
      String.raw`\b${RECORD}\b[^.]{0,40}\b(?:not|n't|cannot|never) (?:be )?(?:found|exist|located)\b|\b(?:not|n't|cannot|unable to) (?:find|locate) (?:\w+ ){0,2}${RECORD}\b|\bforeign key\b|\breferential integrity\b|\breferenced? (?:row|record|entity)\b|\bunknown ${RECORD}\b|\bno such ${RECORD}|\bno ${RECORD} (?:[\w-]*\d[\w-]* )?(?:was |were )?(?:found|exists?|with)\b`,
      'i',
    ),
  },
  {
    topic: 'state',
    isDeniable: false,
    says: new RegExp(
      String.raw`\b(?:current|present|invalid|wrong|expected|required|unexpected) (?:\w+ )?(?:state|status)\b|\b(?:still|yet) (?:an? )?(?:open|active|draft|being edited)\b|${UNDONE.source}`,
      'i',
    ),
  },
  {
    topic: 'conflict',
    unless: /\bforeign key\b|\bdatabase\b/i,
    says: /\bconflict(?:s|ed|ing)?\b|\boverlap(?:s|ped|ping)?\b|\b(?:invalid|wrong|current|not in (?:a|the)) (?:\w+ )?state\b/i,
  },
  {
    topic: 'program-fault',
    isDeniable: false,
    says: /\blogin failed for user\b|\bcould not load file or assembly\b|\bout of memory\b|\bdisk (?:is )?full\b|\bno space left\b|\bspecified cast is not valid\b|\binvalid (?:column|object) name\b|\bincorrect syntax near\b|\bsyntax error at or near\b|\bconversion failed when converting\b|\bcannot insert the value null\b|\b(?:column|relation|table) ["'“]?[\w.]{1,60}["'”]? does not exist\b|\bORA-\d{4,5}\b|\bSQLSTATE\b|\bSqlException\b|\binner exception\b|\ban error occurred while (?:saving|updating|writing|inserting)\b|\b(?:select|insert|update|delete|execute) permission was denied\b|\bobject reference not set\b|\bnull ?(?:reference|pointer)|\b(?:index|argument) (?:was )?(?:out of range|outside the bounds)|\bsequence contains (?:no|more than one) (?:matching )?elements?\b|\bgiven key\b.{0,30}\bnot present in the dictionary\b|\bcannot read propert(?:y|ies)\b|\bnullable object must have a value\b|\b\w+\.\w+Exception\b|\bstack ?trace\b|\bunable to cast object\b|\binvalid cast\b|\bdivi(?:de|sion) by zero\b|\bvalue cannot be null\b|\barithmetic overflow\b|\b(?:NullReference|InvalidCast|IndexOutOfRange|KeyNotFound|InvalidOperation|StackOverflow|ArgumentNull|NullPointer)(?:Exception)?\b|\bindex was (?:out of|outside)\b|\bvalue cannot be null\.?$|\bthe given key .{0,60}\bnot present in the dictionary\b|\bcannot read propert(?:y|ies) of (?:null|undefined)\b/i,
  },
  {
    topic: 'server-failed',
    isDeniable: false,
    says: /\brolled back\b|\btry (?:it )?(?:again )?(?:later|in a (?:moment|few|while|minute))\b|\btry again\b|\b(?:internal|unexpected|unhandled) (?:server )?(?:error|exception)\b|\bsomething went wrong\b|\btemporary (?:problem|failure|error)\b/i,
  },
  {
    topic: 'validation',
    isDeniable: false,
    says: /\b(?:is|are|was|were|must be|not|n't) (?:\w+ )?(?:invalid|valid|required|missing|recogni[sz]ed)\b|\binvalid\b|\bmust (?:not )?(?:be|have|contain|match)\b|\btoo (?:long|short|high|low|small)\b|\b(?:wrong|incorrect|bad|unsupported) (?:format|value|type)\b/i,
  },
]
