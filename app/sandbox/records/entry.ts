/** A record with what the sandbox must know of it but does not answer with. */
export interface Entry<Body extends object = object> {
  readonly id: number
  /** Read by people: searched by `searchText`, and shown in cursors. */
  readonly name: string
  readonly companyId: number
  readonly customerIds: readonly number[]
  readonly siteIds: readonly number[]
  readonly isActive: boolean
  /** Archived records answer 404 and stand in no list. */
  readonly isArchived: boolean
  /** The record as the API answers it. */
  readonly body: Body
}
