import { PosternError } from '../contract/errors.ts'
import type { NumberedPlan } from '../replay/plans.ts'
import type { ReplayItem } from '../replay/journal.ts'

/** What a replay of one asks of the replays. */
interface OneReplay {
  plan(selection: { ids: string[] }, keys: []): Promise<NumberedPlan>
  start(plan: number, withUnsafe: boolean): Promise<{ id: string }>
  finished(id: string): Promise<{ items: readonly ReplayItem[] }>
}

/** Plans the replay of one exchange. @throws PosternError where it cannot be sent */
export async function planOne(replays: Pick<OneReplay, 'plan'>, id: string) {
  const plan = await replays.plan({ ids: [id] }, [])
  const [request] = plan.requests
  if (!request)
    throw new PosternError(
      'not-found',
      'This exchange is not in the history.',
      'Take an id from search_history.',
    )
  if (request.state === 'blocked')
    throw new PosternError('bad-input', 'Postern cannot replay this request.', request.reason ?? '')
  return { number: plan.number, request }
}

/** Sends what was planned, and gives the id of the new exchange once it has ended. @throws PosternError where none was sent */
export async function sendPlanned(
  replays: Pick<OneReplay, 'start' | 'finished'>,
  plan: number,
): Promise<string> {
  const { id } = await replays.start(plan, true)
  const [item] = (await replays.finished(id)).items
  if (item?.state === 'sent' && item.exchange !== null) return item.exchange
  throw new PosternError(
    'bad-input',
    'Postern did not send the request.',
    item?.reason ?? 'Look into the history.',
  )
}
