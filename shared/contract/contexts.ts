import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { failureSchema } from '../model/failure.ts'
import { call } from './base.ts'

const contextStateSchema = z.object({
  name: z.string(),
  cluster: z.string(),
  server: z.string(),
  user: z.string(),
  /** The context's own default namespace. */
  namespace: z.string(),
  /** The kubeconfig file it was read from. */
  file: z.string(),
  /** CSS colour, stable per context. */
  colour: z.string(),
  /** Asks for its name before anything is changed. */
  protected: z.boolean(),
  readOnly: z.boolean(),
  /** It belongs to the embedded sandbox. */
  sandbox: z.boolean(),
  picked: z.boolean(),
  /** `idle`: never contacted. */
  status: z.enum(['idle', 'connecting', 'connected', 'failed']),
  failure: failureSchema.nullable(),
  kubernetesVersion: z.string().nullable(),
  /** null while unknown. */
  istio: z.object({ found: z.boolean(), version: z.string().nullable() }).nullable(),
  prometheus: z
    .object({ found: z.boolean(), where: z.string().nullable(), failure: failureSchema.nullable() })
    .nullable(),
})
export type ContextState = z.output<typeof contextStateSchema>

const contextListSchema = z.object({
  contexts: z.array(contextStateSchema),
  /** Kubeconfig files or entries that could not be used; the others still work. */
  problems: z.array(failureSchema),
})
export type ContextList = z.output<typeof contextListSchema>

export const contextsContract = {
  /** Reads kubeconfig files only; contacts nobody. */
  list: call.output(contextListSchema),
  /** The list now and after each change. */
  watch: call.output(eventIterator(contextListSchema)),
  /** Replaces the set of picked contexts; newly picked ones are contacted. */
  pick: call.input(z.object({ names: z.array(z.string()) })).output(contextListSchema),
  /** Contacts a picked context again after a failure. */
  retry: call.input(z.object({ name: z.string() })).output(contextListSchema),
}
