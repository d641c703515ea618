/** In which form the client wants the answer, and what it cannot have. */
import { type Case, differential, get, post } from '../case.ts'
import { configMap, configMaps, deployments, virtualService, virtualServices } from '../objects.ts'

const meta = (as: string, version = 'v1', group = 'meta.k8s.io') =>
  `application/json;as=${as};v=${version};g=${group}`
const one = post(configMaps, configMap('one'), { prepares: true })
const refused = (name: string, accept: string) => differential(name, get(configMaps, { accept, status: 406 }))
const taken = (name: string, accept: string) => differential(name, one, get(`${configMaps}/one`, { accept }))

export const accepts: readonly Case[] = [
  refused('a page', 'text/html'),
  refused('no media type', 'nonsense'),
  refused('a family of media types', 'application/*'),
  refused('an unknown form', 'application/json;as=Nonsense'),
  refused('a table of an unknown version', meta('Table', 'v9')),
  refused('a table of another group', meta('Table', 'v1', 'other.example')),
  refused('one object of many', meta('PartialObjectMetadata')),
  differential(
    'one Deployment of many',
    get(deployments, { accept: meta('PartialObjectMetadata'), status: 406 }),
  ),
  differential(
    'one custom resource of many',
    get(virtualServices, { accept: meta('PartialObjectMetadata'), status: 406 }),
  ),
  differential(
    'many of one object',
    one,
    get(`${configMaps}/one`, { accept: meta('PartialObjectMetadataList'), status: 406 }),
  ),
  differential(
    'many of one custom resource',
    post(virtualServices, virtualService('one'), { prepares: true }),
    get(`${virtualServices}/one`, { accept: meta('PartialObjectMetadataList'), status: 500 }),
  ),
  differential('a page of one object', one, get(`${configMaps}/one`, { accept: 'text/html', status: 406 })),
  differential(
    'a page of what is not there',
    get(`${configMaps}/none`, { accept: 'text/html', status: 406 }),
  ),
  differential('a page of events', get(`${configMaps}?watch=true`, { accept: 'text/html', status: 406 })),
  differential(
    'nothing is made where the answer could not be read',
    post(configMaps, configMap('one'), { accept: 'text/html', status: 406 }),
    get(`${configMaps}/one`, { status: 404 }),
  ),
  differential('a page of a custom resource', get(virtualServices, { accept: 'text/html', status: 406 })),
  differential('a page of a group', get('/apis/apps/v1', { accept: 'text/html', status: 406 })),
  differential('a page of the version', get('/version', { accept: 'text/html', status: 406 })),
  taken(
    'a form that is unknown, then one that is not',
    `application/json;as=Nonsense, ${meta('PartialObjectMetadata')}`,
  ),
  taken('anything, as metadata', meta('PartialObjectMetadata').replace('application/json', '*/*')),
  taken('an older form of metadata', meta('PartialObjectMetadata', 'v1beta1')),
  taken('parameters that mean nothing', 'application/json;charset=utf-8'),
  taken('with a stream', 'application/json;stream=watch'),
]
