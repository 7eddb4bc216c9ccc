import { COMPANIES, CUSTOMERS, SITES } from '../records/places.ts'
import { outsideScope, notThere, requirePlace, type KeyScope } from '../scope.ts'
import type { Endpoint } from './endpoint.ts'
import { answerPage, contains, readPage } from './lists.ts'

export const customers: Endpoint = {
  method: 'GET',
  route: '/api/external/customers',
  kind: 'cursor',
  keyType: null,
  answer(call) {
    const { query, scope } = call
    const companyId = query.integer('companyId')
    const customerId = query.integer('customerId')
    const search = query.text('searchText')
    const isActive = query.flag('isActive', true)
    const page = readPage(query)
    query.check()
    requireCompany(scope, companyId)
    requirePlace(scope, CUSTOMERS, 'Customer', customerId)
    return answerPage(
      call,
      CUSTOMERS,
      page,
      (customer) =>
        isOneOf(customerId, customer.customerIds) &&
        customer.isActive === isActive &&
        contains(search, customer.name),
    )
  },
}

export const sites: Endpoint = {
  method: 'GET',
  route: '/api/external/sites',
  kind: 'cursor',
  keyType: null,
  answer(call) {
    const { query, scope } = call
    const companyId = query.integer('companyId')
    const customerId = query.integer('customerId')
    const siteId = query.integer('siteId')
    const search = query.text('searchText')
    const isActive = query.flag('isActive', true)
    const page = readPage(query)
    query.check()
    requireCompany(scope, companyId)
    requirePlace(scope, CUSTOMERS, 'Customer', customerId)
    requirePlace(scope, SITES, 'Site', siteId)
    return answerPage(
      call,
      SITES,
      page,
      (site) =>
        isOneOf(customerId, site.customerIds) &&
        isOneOf(siteId, site.siteIds) &&
        site.isActive === isActive &&
        contains(search, site.name, site.body.city),
    )
  },
}

/** A filter that was not given lets everything through. */
export function isOneOf(wanted: number | null, ids: readonly number[]): boolean {
  return wanted === null || ids.includes(wanted)
}

function requireCompany(scope: KeyScope, id: number | null): void {
  if (id === null) return
  if (scope.companies !== null && !scope.companies.includes(id)) throw outsideScope('Company', id)
  if (!COMPANIES.some((company) => company.id === id)) throw notThere('Company', id)
}
