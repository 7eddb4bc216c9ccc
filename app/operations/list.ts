import type { z } from 'zod'
import * as all from './all.ts'
import type { CommandLineContext, WindowContext } from './context.ts'
import type { Callable, Operation } from './operation.ts'

type AnyOperation = (typeof all)[keyof typeof all]

export type OperationName = AnyOperation['name']
type Named<N extends OperationName> = Extract<AnyOperation, { readonly name: N }>
export type OperationInput<N extends OperationName> = z.infer<Named<N>['input']>
export type OperationOutput<N extends OperationName> = z.infer<Named<N>['output']>

const everything = Object.values(all)

/** What the window can carry out, by name. */
export const WINDOW_OPERATIONS: ReadonlyMap<string, Callable<WindowContext>> = new Map(
  everything.flatMap((operation): [string, Callable<WindowContext>][] =>
    operation.audience === 'command-line' || operation.audience === 'agent'
      ? []
      : [[operation.name, operation]],
  ),
)

/** What the command line can carry out, by name. */
export const COMMAND_LINE_OPERATIONS: ReadonlyMap<string, Callable<CommandLineContext>> = new Map(
  everything.flatMap((operation): [string, Callable<CommandLineContext>][] =>
    operation.audience === 'all' || operation.audience === 'command-line'
      ? [[operation.name, operation]]
      : [],
  ),
)

/** All operations, for their schemas. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  everything.map((operation): [string, Operation] => [operation.name, operation]),
)
