/** The contract as HTTP/JSON: POST /api/<part>/<call> with the input as body. Streams answer as server-sent events. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { OpenAPIGenerator } from '@orpc/openapi'
import { OpenAPIHandler } from '@orpc/openapi/node'
import { BodyLimitPlugin } from '@orpc/server/node'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { contract } from '#shared/contract/contract.ts'
import type { ContractRouter } from '../contract-router.ts'

export const maxBodyBytes = 8 * 1024 * 1024

export interface HttpApi {
  /** False when there is no such call. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>
}

export function createHttpApi(router: ContractRouter, version: string): HttpApi {
  const calls = new OpenAPIHandler(router, { plugins: [new BodyLimitPlugin({ maxBodySize: maxBodyBytes })] })
  let document: Promise<string> | undefined

  return {
    async handle(request, response) {
      if (request.url === '/api/openapi.json' && request.method === 'GET') {
        document ??= describeApi(version)
        response.setHeader('Content-Type', 'application/json; charset=utf-8').end(await document)
        return true
      }
      const { matched } = await calls.handle(request, response, { prefix: '/api', context: {} })
      return matched
    },
  }
}

/** The OpenAPI 3.1 document, as JSON. */
async function describeApi(version: string): Promise<string> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] })
  const document = await generator.generate(contract, {
    info: { title: 'Aviary', version },
    servers: [{ url: '/api' }],
    components: { securitySchemes: { session: { type: 'http', scheme: 'bearer' } } },
    security: [{ session: [] }],
  })
  return JSON.stringify(document)
}
