import { describe, expect, it } from 'vitest'
import { printable } from '../../../app/contract/printable.ts'
import { decode } from '../../../app/diagnosis/decode.ts'
import { diagnose } from '../../../app/diagnosis/diagnose.ts'
import type { Diagnosis, Finding } from '../../../app/contract/exchange.ts'
import type { Reading } from '../../../app/diagnosis/evidence.ts'
import { evidenceOf, expression, readExam, type ExamCase } from './cases.ts'

/** As the window and the command line write the verdict. */
const VERDICTS = { no: 'No', now: 'Yes, now', later: 'Yes, after', unsafe: 'Check first' } satisfies Record<
  Diagnosis['retry']['helps'],
  string
>

/** All that a user reads of a diagnosis, as it is shown. */
function textOf(
  { headline, meaning, cause, remedy, retry, said }: Diagnosis,
  findings: readonly Finding[],
): string {
  const list = (said ?? []).map(({ field, message }) => `${field ?? ''}: ${message}`)
  const broken = findings.map(({ message }) => message)
  return printable([headline, meaning, cause, ...remedy, retry.advice, ...list, ...broken].join('\n'))
}

function faultsOf(each: ExamCase, { diagnosis, findings }: Reading): string[] {
  const text = textOf(diagnosis, findings)
  const verdict = VERDICTS[diagnosis.retry.helps]
  const [first = ''] = diagnosis.remedy
  return [
    ...each.says.filter((wanted) => !expression(wanted).test(text)).map((wanted) => `does not say ${wanted}`),
    ...each.never.filter((wrong) => expression(wrong).test(text)).map((wrong) => `says ${wrong}`),
    ...(verdict === each.retry ? [] : [`retry is "${verdict}", not "${each.retry}"`]),
    ...(each.first === undefined || expression(each.first).test(first) ? [] : [`begins with "${first}"`]),
  ]
}

const exam = readExam()
const answers = [...exam].map(([group, cases]) => ({
  group,
  graded: cases.map((each) => {
    const evidence = evidenceOf(each)
    const reading = diagnose(evidence, evidence.response ? decode(evidence.response) : undefined)
    return { each, diagnosis: reading.diagnosis, faults: faultsOf(each, reading) }
  }),
}))

/** How many cases of each group are right, and their share. */
function scoreTable(): string {
  const rows = answers.map(({ group, graded }) => {
    const right = graded.filter(({ faults }) => faults.length === 0).length
    return `${group.padEnd(28)} ${String(right).padStart(3)} of ${String(graded.length).padStart(3)}`
  })
  return rows.join('\n')
}

describe('the exam', () => {
  it('has cases enough, and none twice', () => {
    const ids = answers.flatMap(({ graded }) => graded.map(({ each }) => each.id))
    expect(ids.length).toBeGreaterThanOrEqual(300)
    expect(new Set(ids).size).toBe(ids.length)
    console.log(scoreTable())
  })

  for (const { group, graded } of answers)
    describe(group, () => {
      it.each(graded.map((one) => [one.each.id, one] as const))('%s', (_id, { diagnosis, faults }) => {
        expect(faults, JSON.stringify(diagnosis, null, 2)).toEqual([])
      })
    })
})
