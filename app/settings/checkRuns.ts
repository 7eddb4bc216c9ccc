import { z } from 'zod'
import { isSameRun } from '../check/runs.ts'
import { checkedRunSchema, type CheckedRun } from '../contract/checkedHistory.ts'
import type { Notice } from '../contract/notice.ts'
import { openSideFile } from '../files/bestEffortFile.ts'

/** What the checks of runs have found, from one start to the next. */
export interface CheckRuns {
  /** The newest first. */
  all(): readonly CheckedRun[]
  /** Takes the place of an earlier check of the same run. */
  keep(run: CheckedRun): Promise<void>
  saveAgain(): Promise<void>
}

const MOST_RUNS = 50

const fileSchema = z.strictObject({ version: z.literal(1), runs: z.array(checkedRunSchema) })

export async function openCheckRuns(file: string, onNotice: (notice: Notice) => void): Promise<CheckRuns> {
  const store = await openSideFile({
    file,
    schema: fileSchema,
    fallback: { version: 1, runs: [] },
    subject: 'checks of runs',
    unsaved: { id: 'check-runs-unsaved', onNotice },
  })
  for (const notice of store.notices) onNotice(notice)
  let runs: readonly CheckedRun[] = store.value.runs

  return {
    all: () => runs,
    async keep(run) {
      const others = runs.filter((other) => !isSameRun(other, run))
      runs = [run, ...others]
        .toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? 1 : -1))
        .slice(0, MOST_RUNS)
      await store.write({ version: 1, runs: [...runs] })
    },
    saveAgain: store.saveAgain,
  }
}
