import { z } from 'zod'
import { ERROR_CODES } from './errors.ts'

/** One call of a coding agent, as the log has it. */
export const askedSchema = z.strictObject({
  at: z.iso.datetime(),
  /** Name of the program that asks, as it gives itself. */
  agent: z.string(),
  tool: z.string(),
  /** The arguments as JSON, redacted, the beginning of them. */
  input: z.string(),
  /** Null when Postern gave what was asked for. */
  error: z.enum(ERROR_CODES).nullable(),
  tookMs: z.int().nonnegative(),
})

/** How a program starts the server of tools. */
export const agentStartSchema = z.strictObject({
  command: z.string(),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
})

export const agentsStateSchema = z.strictObject({
  /** The newest first. */
  asked: z.array(askedSchema),
  start: agentStartSchema,
})

/** The calls that a list shows. */
export const MOST_ASKED = 100

export type Asked = z.infer<typeof askedSchema>
export type AgentStart = z.infer<typeof agentStartSchema>
export type AgentsState = z.infer<typeof agentsStateSchema>
