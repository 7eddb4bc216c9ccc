import type { FindingRule } from '../contract/exchange.ts'

interface FindingText {
  /** A few words that name it. */
  title: string
  meaning: string
  cause: string
  remedy: string
}

/** What each finding says in general; the place and the values stand in the finding itself. */
export const FINDING_TEXTS: Readonly<Record<FindingRule, FindingText>> = {
  'failure-status-with-success-code': {
    title: 'HTTP says failure, the envelope says success',
    meaning: 'The HTTP status reports a failure, and status.code is 0, which means success.',
    cause: 'A layer in front of the service changed the status, or the service filled its envelope wrongly.',
    remedy: 'Trust the HTTP status. Send Guardhouse support the trace ID.',
  },
  'success-status-with-failure-code': {
    title: 'HTTP says success, the envelope says failure',
    meaning: 'The HTTP status is a success, and status.code reports that the service failed.',
    cause: 'HTTP says only whether the call arrived. The service puts its own result into the envelope.',
    remedy: 'Look at status.code in your program too. The HTTP status alone is not enough.',
  },
  'code-contradicts-status': {
    title: 'The code names another status',
    meaning: 'Codes 401, 403 and 404 mirror the HTTP status of the same number, and here the two differ.',
    cause: 'Two layers judged the request differently, and each wrote its own number.',
    remedy: 'Read the message: it says which of the two is meant.',
  },
  'errors-missing-on-failure': {
    title: 'A failure without errors',
    meaning: 'The response is a failure, and its errors list is missing or empty.',
    cause: 'The failure arose where the service does not fill the list.',
    remedy: 'Read message and errorMessage instead, and do not rely on errors[0].',
  },
  'errors-present-on-success': {
    title: 'A success with errors',
    meaning: 'The response is a success, and its errors list is not empty.',
    cause: 'Part of the work may have failed, or a warning was put into the wrong place.',
    remedy: 'Read the errors before you rely on the data.',
  },
  'data-present-on-failure': {
    title: 'A failure with data',
    meaning: 'The API documentation has null in data on a failure. Here it has a value.',
    cause: 'The service kept what it had when it failed.',
    remedy: 'Do not use the data: it may be incomplete.',
  },
  'messages-disagree': {
    title: 'Two messages that differ',
    meaning: 'message and status.errorMessage should say the same, and do not.',
    cause: 'They were written in different places of the service.',
    remedy: 'Read both. The errors list often shows which is more exact.',
  },
  'count-disagrees': {
    title: 'The count is not the number of records',
    meaning: 'count says another number than data has records.',
    cause: 'It may count all records instead of this page, or be out of date.',
    remedy: 'Count the records yourself, and page until the cursor is null.',
  },
  'paging-disagrees': {
    title: 'The paging fields contradict each other',
    meaning: 'Record counts and links to the next or previous page do not fit together.',
    cause: 'Records changed while they were read, or the page was put together wrongly.',
    remedy: 'Follow the link to the next page for as long as there is one, and ignore the totals.',
  },
  'field-missing': {
    title: 'A field is missing',
    meaning: 'The API documentation has this field, and it is missing.',
    cause: 'Some endpoints leave fields out that others send.',
    remedy: 'Make the field optional in your program.',
  },
  'field-has-wrong-type': {
    title: 'A field has another type',
    meaning: 'The field has a value of another type than in the API documentation.',
    cause: 'The service changed, or another program returned the response.',
    remedy: 'Check the type before you use the value, and report it to Guardhouse support.',
  },
  'field-unknown': {
    title: 'A field that is not in the API documentation',
    meaning: 'The envelope has a field that is not in the API documentation.',
    cause: 'The API grows. New fields appear before the API documentation has them.',
    remedy: 'Let your program ignore fields that it does not know.',
  },
  'code-unknown': {
    title: 'A service code that is in no catalog',
    meaning: 'status.code has a number that is not in the API documentation.',
    cause: 'The catalog of codes is not published in full, and grows.',
    remedy: 'Fall back to the HTTP status and the texts in errors: both are stable.',
  },
  'kind-unexpected': {
    title: 'Not the envelope that belongs here',
    meaning: 'The body has another shape than the API documentation gives for this endpoint.',
    cause: 'Another program returned it, or the endpoint changed.',
    remedy: 'Recognise the shape before you read fields from it.',
  },
  'content-type-wrong': {
    title: 'The content type does not fit the body',
    meaning: 'The Content-Type header names another format than the body has.',
    cause: 'A proxy or the service labelled it wrongly.',
    remedy: 'Decide by the body, not by the header alone.',
  },
  'not-from-the-api': {
    title: 'A program in front of the API returned the response',
    meaning: 'A gateway, a proxy or a load balancer returned the response.',
    cause: 'It refused the request, or could not reach the API.',
    remedy: 'Check the URL, the network and the subscription key. Then ask the owner of that program.',
  },
  'number-loses-precision': {
    title: 'A number too large for JavaScript',
    meaning: 'The integer is beyond 2^53, so JavaScript rounds it to another one.',
    cause: 'JSON sets no limit to numbers, and many languages do.',
    remedy: 'Read it as text or as a big integer before you compare it or send it back.',
  },
  'trace-id-missing': {
    title: 'A failure without a trace ID',
    meaning: 'The API documentation names a trace ID for a 500. Postern found none.',
    cause: 'It is in a header that Postern does not read, or a proxy removed it.',
    remedy: 'Note the time and the request instead. Further header names can be set in the profile.',
  },
  'body-truncated': {
    title: 'Only part of the body was kept',
    meaning: 'The body ended early, was larger than the profile keeps, or had no room on the disk.',
    cause: 'The connection broke off, the body reached its limit, or the disk was nearly full.',
    remedy:
      'Ask for less in one request, raise the limit in the profile’s settings, or make room on the disk.',
  },
  'bytes-after-end': {
    title: 'Bytes came after the end of the response',
    meaning: 'The server sent more than the response that its headers describe. Postern left the rest out.',
    cause:
      'The server sends a body where HTTP allows none, or a Content-Length that is too small. Other clients may fail here.',
    remedy: 'Report it to the operator of the server.',
  },
  'content-encoding-wrong': {
    title: 'The body is not coded as its header says',
    meaning:
      'Content-Encoding names a coding that the body does not have, or that Postern cannot decode. Postern shows the body as it came.',
    cause: 'A gateway or proxy replaced or unpacked the body, and kept the header.',
    remedy: 'Report it to the operator of the gateway. Other clients may not be able to read the body.',
  },
  'answered-late': {
    title: 'A late response to a delivery',
    meaning: 'The response took more than 5 s. The API documentation asks for a 2xx within a few seconds.',
    cause: 'The program does its work before it responds.',
    remedy: 'Store the delivery, return 200, and do the work afterwards.',
  },
  redirected: {
    title: 'A redirect in response to a delivery',
    meaning: 'The program returned a redirect. A sender of webhooks follows none.',
    cause: 'The URL lacks a slash at its end, names http instead of https, or leads to a login page.',
    remedy: 'Subscribe with the URL that the redirect leads to.',
  },
  'not-2xx': {
    title: 'A delivery without a 2xx',
    meaning: 'The API documentation asks for a 2xx within a few seconds. The delivery got none.',
    cause: 'The program failed, refused the delivery, or did not respond.',
    remedy: 'Fix the program. Then replay the delivery.',
  },
  'duplicate-delivery': {
    title: 'The same delivery once more',
    meaning: 'A delivery with the same ID, or with the same body, arrived before.',
    cause: 'The sender got no 2xx in time, or lost the response.',
    remedy: 'Store the ID of each delivery, and skip an ID that your program knows.',
  },
  'duplicate-processed': {
    title: 'The program accepted a delivery twice',
    meaning: 'The program returned a 2xx to both. Postern cannot tell whether it did the work twice.',
    cause: 'The program does not compare the ID of a delivery with those before.',
    remedy: 'Check that the second delivery changed nothing.',
  },
  'timestamp-old': {
    title: 'The time of the delivery is far from now',
    meaning: 'The timestamp is more than 5 min from the clock of this computer.',
    cause: 'This is a replay of an old delivery, it waited on its way, or one clock is wrong.',
    remedy: 'Let your program refuse old deliveries. Check the clock of this computer.',
  },
  'signature-missing': {
    title: 'A delivery without a signature',
    meaning: 'The delivery has no header with a signature.',
    cause: 'Another program sent it, or a proxy removed the header.',
    remedy: 'Let your program refuse a delivery without a signature.',
  },
  'signature-wrong': {
    title: 'The signature does not fit',
    meaning: 'The signature does not fit the body that arrived.',
    cause: 'The secret is another one, or something on the way changed the body.',
    remedy: 'Check the signature on the raw bytes, before any program parses them. Compare the secret.',
  },
}
