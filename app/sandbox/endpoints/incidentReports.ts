import { INCIDENT_REPORTS } from '../records/incidentReports.ts'
import { Refusal, unexpected } from '../reply.ts'
import { reach } from '../scope.ts'
import type { Endpoint } from './endpoint.ts'
import { answerPage, readPage } from './lists.ts'
import { UNLUCKY_REPORT_ID } from './unlucky.ts'

export const incidentReportList: Endpoint = {
  method: 'GET',
  route: '/api/external/incidentreport/formtemplate',
  kind: 'paged',
  keyType: 'incidentreport',
  answer(call) {
    const page = readPage(call.query)
    call.query.check()
    return answerPage(call, INCIDENT_REPORTS, page, () => true)
  },
}

export const incidentReport: Endpoint = {
  method: 'GET',
  route: '/api/external/incidentreports/reportdata',
  kind: 'standard',
  keyType: 'incidentreport',
  answer(call) {
    call.query.require('incidentReportId')
    const id = call.query.integer('incidentReportId')
    call.query.check()
    if (id === UNLUCKY_REPORT_ID) throw new Refusal(unexpected())
    const report = reach(call.scope, INCIDENT_REPORTS, 'Incident report', id ?? 0)
    return { data: { ...call.changes.bodyOf(report), ...report.detail } }
  },
}
