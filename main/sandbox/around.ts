import type { IncomingMessage, ServerResponse } from 'node:http'

/** Stands before a server's request handler: answers itself, or lets the handler do it. */
export type Around = (request: IncomingMessage, response: ServerResponse, next: () => void) => void
