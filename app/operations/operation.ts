import { z } from 'zod'
import { issueSentence, type Issue } from '../contract/issueSentence.ts'
import type { CommandLineContext, Context, WindowContext } from './context.ts'

/** `read` changes nothing, `write` changes what Postern keeps, `send` may send requests. */
type OperationKind = 'read' | 'write' | 'send'

/**
 * Who may call an operation: the page and the command line, the page alone, the command line alone, or Postern's own
 * code for a file that was handed over, or for a coding agent.
 */
export type Audience = 'all' | 'page' | 'command-line' | 'file' | 'agent'

/** One thing that Postern does. The page's calls, the tool's commands and the schemas are made from the list of these. */
export interface Operation<
  N extends string = string,
  I extends z.ZodType = z.ZodType,
  O extends z.ZodType = z.ZodType,
> {
  /** `domain:verb`. */
  readonly name: N
  readonly kind: OperationKind
  /** What it does, for the help of the command line; one clause without a full stop. */
  readonly summary: string
  readonly input: I
  readonly output: O
  /**
   * The output is what the page typed, or was redacted before: it goes to the page as it is. Redacted once more, it would
   * tell the page which of its words main knows for secrets.
   */
  readonly isAsTyped?: true
}

interface Given<N extends string, I extends z.ZodType, O extends z.ZodType, C> extends Omit<
  Operation<N, I, O>,
  'input' | 'output'
> {
  /** Left out for an operation that takes nothing. */
  readonly input?: I
  /** Left out for one that gives nothing back. */
  readonly output?: O
  run(context: C, input: z.infer<I>): z.infer<O> | Promise<z.infer<O>>
}

/** An operation as adapters see it: its input is checked when it is called. */
export interface Callable<C> extends Operation {
  readonly audience: Audience
  /** @throws BadInput for an input that its schema refuses; PosternError as the operation says */
  call(context: C, raw: unknown): unknown
}

/** An input that the schema of an operation refuses. */
export class BadInput extends Error {
  override readonly name = 'BadInput'
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super(issueSentence(issues[0]))
    this.issues = issues
  }
}

const NOTHING: z.ZodType = z.void()

function define<N extends string, I extends z.ZodType, O extends z.ZodType, C, const A extends Audience>(
  given: Given<N, I, O, C>,
  audience: A,
) {
  // Left out, both types are that of nothing.
  const { input = NOTHING as I, output = NOTHING as O } = given
  return {
    ...given,
    input,
    output,
    audience,
    call(context: C, raw: unknown): unknown {
      const read = input.safeParse(raw)
      if (!read.success) throw new BadInput(read.error.issues)
      return given.run(context, read.data)
    },
  }
}

/** An operation that needs nothing of a window. */
export function operation<
  const N extends string,
  I extends z.ZodType = z.ZodVoid,
  O extends z.ZodType = z.ZodVoid,
>(given: Given<N, I, O, Context>) {
  return define(given, 'all')
}

/** An operation that takes the path of a file: Postern's own code calls it, and the page never does. */
export function fileOperation<
  const N extends string,
  I extends z.ZodType = z.ZodVoid,
  O extends z.ZodType = z.ZodVoid,
>(given: Given<N, I, O, WindowContext>) {
  return define(given, 'file')
}

/** An operation that a coding agent asks the app for: the page never does. */
export function agentOperation<
  const N extends string,
  I extends z.ZodType = z.ZodVoid,
  O extends z.ZodType = z.ZodVoid,
>(given: Given<N, I, O, WindowContext>) {
  return define(given, 'agent')
}

/** An operation of the command line, which waits until all is done. */
export function commandLineOperation<
  const N extends string,
  I extends z.ZodType = z.ZodVoid,
  O extends z.ZodType = z.ZodVoid,
>(given: Given<N, I, O, CommandLineContext>) {
  return define(given, 'command-line')
}

/** An operation of the page: it needs the vault, a dialog, or another part that only the app has. */
export function windowOperation<
  const N extends string,
  I extends z.ZodType = z.ZodVoid,
  O extends z.ZodType = z.ZodVoid,
>(given: Given<N, I, O, WindowContext>) {
  return define(given, 'page')
}
