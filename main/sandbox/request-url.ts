/** What a request to one of the sandbox's servers asks for. */
import type { IncomingMessage } from 'node:http'

const base = 'http://localhost'

/** What is no URL, such as `//`, asks for the root. */
export const requestUrl = ({ url = '/' }: Pick<IncomingMessage, 'url'>): URL =>
  URL.parse(url, base) ?? new URL(base)
