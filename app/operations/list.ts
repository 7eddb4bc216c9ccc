import type { z } from 'zod'
import * as all from './all.ts'
import type { Context, WindowContext } from './context.ts'
import type { Callable } from './operation.ts'

type AnyOperation = (typeof all)[keyof typeof all]

export type OperationName = AnyOperation['name']
type Named<N extends OperationName> = Extract<AnyOperation, { readonly name: N }>
export type OperationInput<N extends OperationName> = z.infer<Named<N>['input']>
export type OperationOutput<N extends OperationName> = z.infer<Named<N>['output']>

/** Every operation, as the window can carry it out. */
export const OPERATIONS: ReadonlyMap<string, Callable<WindowContext>> = new Map(
  Object.values(all).map((operation): [string, Callable<WindowContext>] => [operation.name, operation]),
)

/** The operations that need no window, as the command line can carry them out. */
export const HEADLESS_OPERATIONS: ReadonlyMap<string, Callable<Context>> = new Map(
  Object.values(all).flatMap((operation): [string, Callable<Context>][] =>
    operation.audience === 'page' ? [] : [[operation.name, operation]],
  ),
)
