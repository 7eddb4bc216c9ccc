import { member } from '../../../../app/diagnosis/numbers.ts'

/** A name in an object, or a position in a list. */
export type Step = string | number

const STEP = /\.([A-Za-z_]\w*)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/y

/** The steps of a JSONPath as findings write it. A path that was cut short leads as far as it can be read. */
export function stepsOf(path: string): Step[] {
  const steps: Step[] = []
  STEP.lastIndex = path.startsWith('$') ? 1 : 0
  for (let match = STEP.exec(path); match; match = STEP.exec(path)) {
    const [, plain, position, quoted] = match
    if (position !== undefined) steps.push(Number(position))
    else steps.push(plain ?? (quoted ?? '').replace(/\\(.)/gsu, '$1'))
  }
  return steps
}

/** The JSONPath of some steps, as findings write it (RFC 9535). */
export function pathOf(steps: readonly Step[]): string {
  return `$${steps.map((step) => (typeof step === 'number' ? `[${step}]` : member(step))).join('')}`
}
