/** The contract over a WebSocket. When the socket closes, every call under way and every stream on it is aborted. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { WebSocketServer } from 'ws'
import type { ContractRouter } from '../contract-router.ts'
import { maxBodyBytes } from './http-api.ts'

export interface RpcSocket {
  /** Takes over a request for an upgrade; whether it may come in was decided before. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void
  close(): void
}

export function createRpcSocket(router: ContractRouter): RpcSocket {
  const handler = new RPCHandler(router)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxBodyBytes })
  return {
    accept(request, stream, head) {
      sockets.handleUpgrade(request, stream, head, (socket) => {
        // A broken frame closes the socket, and the client opens a new one.
        socket.on('error', () => socket.terminate())
        void handler.upgrade(socket, { context: {} })
      })
    },
    close() {
      for (const socket of sockets.clients) socket.terminate()
      sockets.close()
    },
  }
}
