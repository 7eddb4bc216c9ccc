import { z } from 'zod'

/** The name of a key, which stands for it wherever people and the page see it. */
export const aliasSchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,60}$/, 'letters, digits, dot, dash and underscore only')
