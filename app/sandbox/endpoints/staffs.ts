import { LICENCES } from '../records/licences.ts'
import { STAFF } from '../records/staff.ts'
import { reach } from '../scope.ts'
import type { Endpoint } from './endpoint.ts'
import { answerPage, contains, readPage } from './lists.ts'

export const staffs: Endpoint = {
  method: 'GET',
  route: '/api/external/staffs',
  kind: 'cursor',
  keyType: null,
  answer(call) {
    const search = call.query.text('searchText')
    const filter = call.query.text('filter')
    const isActive = call.query.flag('isActive', true)
    const page = readPage(call.query)
    call.query.check()
    return answerPage(call, STAFF, page, (member) => {
      const { email, employeeId, employeeReferenceNumber, subcontractorName } = member.body
      const texts = [member.name, email, employeeId, employeeReferenceNumber, subcontractorName]
      return member.isActive === isActive && contains(search, ...texts) && contains(filter, ...texts)
    })
  },
}

export const licences: Endpoint = {
  method: 'GET',
  route: '/api/external/staffs/{id}/licenses',
  kind: 'cursor',
  keyType: null,
  answer(call) {
    const id = call.pathId.integer('id')
    call.pathId.check()
    const number = call.query.text('licenseNumber')
    const page = readPage(call.query)
    call.query.check()
    const member = reach(call.scope, STAFF, 'Staff', id ?? 0)
    return answerPage(
      call,
      LICENCES,
      page,
      (licence) => licence.staffId === member.id && contains(number, licence.body.licenseNumber),
    )
  },
}
