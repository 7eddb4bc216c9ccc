import type { Postern } from '../postern.ts'

/** Where the sandbox listens in this run. */
export function sandboxOrigin({ page }: Postern): Promise<string> {
  return page.evaluate(async () => {
    const list = await window.postern.call('profiles:list', undefined)
    const profiles = list.ok ? (list.value as { id: string; baseUrl: string }[]) : []
    return profiles.find(({ id }) => id === 'sandbox')?.baseUrl ?? ''
  })
}
