/** Requests that many commands send. */

/** Of a command that waits for an object: where it need not wait, it may end before it watches. */
export const followed = (collection: string, name: string) => [
  `GET ${collection}?fieldSelector=metadata.name=${name}&limit=500&resourceVersion=0 > json`,
  `maybe GET ${collection}?allowWatchBookmarks=true&fieldSelector=metadata.name=${name}&resourceVersion=N&timeoutSeconds=N&watch=true > json`,
]

/** Where the time may be over before it is sent. */
export const possibly = (line: string) => `maybe ${line.replace(/^maybe /, '')}`

/** After the OpenAPI document. */
export const madeByApply = (collection: string, name: string) => [
  `GET ${collection}/${name} > json`,
  'GET v1/namespaces/~ > json',
  `POST ${collection}?fieldManager=kubectl-client-side-apply&fieldValidation=Strict json > json`,
]

export const changedByApply = (object: string, patch: 'strategic' | 'merge') => [
  `GET ${object} > json`,
  'GET /openapi/v2 > openapi-v2',
  `PATCH ${object}?fieldManager=kubectl-client-side-apply&fieldValidation=Strict ${patch} > json`,
]
