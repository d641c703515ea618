/** What a status says in words: HTTP's of RFC 9110 and its neighbours, gRPC's of its status codes page. */

const httpNames: Readonly<Record<string, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  425: 'Too Early',
  426: 'Upgrade Required',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
}

/** In the order of their numbers. */
const grpcNames = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const

/** `503` → `Service Unavailable`, `grpc-14` → `UNAVAILABLE`; null for a status that has no name. */
export function codeName(code: string): string | null {
  const grpc = /^grpc-(\d+)$/.exec(code)
  return (grpc === null ? httpNames[code] : grpcNames[Number(grpc[1])]) ?? null
}

/** `server` are 5xx and every gRPC status but OK, which count as errors; `client` are 4xx. */
export function codeKind(code: string): 'good' | 'client' | 'server' {
  if (code.startsWith('grpc-')) return code === 'grpc-0' ? 'good' : 'server'
  if (code.startsWith('5')) return 'server'
  return code.startsWith('4') ? 'client' : 'good'
}
