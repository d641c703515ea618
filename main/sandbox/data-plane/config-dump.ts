/** Envoy's /config_dump, as far as routes, clusters and endpoints go (envoy.admin.v3). */
import type { StringMatch } from '#shared/model/istio.ts'
import type { CompiledRoute, RouteTable, VirtualHost } from './route-table.ts'
import { virtualHostsOf } from './routes-text.ts'
import { clustersDump, endpointsDump, upstreamsOf } from './upstream-dump.ts'

const type = (name: string) => `type.googleapis.com/${name}`

/** Endpoints come where they are asked for. */
export function configDump(table: RouteTable, version: string, withEndpoints = false): unknown {
  const upstreams = upstreamsOf(table)
  // Those of TCP and TLS are filter chains of a listener.
  const routed = [...table.configs].filter(([name]) => !/^(tcp|tls|any-tls)\./.test(name))
  const configs = routed.map(([name, config]) => ({
    version_info: version,
    route_config: {
      '@type': type('envoy.config.route.v3.RouteConfiguration'),
      name,
      virtual_hosts: virtualHostsOf(config).map(virtualHost),
    },
  }))
  return {
    configs: [
      clustersDump(upstreams, version),
      ...(withEndpoints ? [endpointsDump(upstreams)] : []),
      {
        '@type': type('envoy.admin.v3.RoutesConfigDump'),
        dynamic_route_configs: configs,
      },
    ],
  }
}

function virtualHost({ name, domain, routes, requireTls }: VirtualHost): unknown {
  return {
    ...{ name, domains: [domain], routes: routes.map(routeOf) },
    ...(requireTls ? { require_tls: 'ALL' } : {}),
  }
}

function routeOf(route: CompiledRoute): unknown {
  const { redirect, directResponse } = route
  const head = { ...(route.name === '' ? {} : { name: route.name }), match: matchOf(route) }
  if (redirect !== undefined) {
    const { uri, authority, scheme, redirectCode } = redirect
    return {
      ...head,
      redirect: {
        path_redirect: uri,
        host_redirect: authority,
        scheme_redirect: scheme,
        response_code: redirectCode ?? 301,
      },
    }
  }
  if (directResponse !== undefined) {
    return {
      ...head,
      direct_response: { status: directResponse.status, body: { inline_string: directResponse.body } },
    }
  }
  const timeout = `${(route.timeoutMs ?? 0) / 1000}s`
  return { ...head, route: { ...clustersOf(route), timeout } }
}

/** With one target `cluster`, with several `weighted_clusters`, those of weight 0 included. */
function clustersOf({ targets, totalWeight }: CompiledRoute): Record<string, unknown> {
  const [only] = targets
  if (targets.length < 2) return { cluster: only?.key }
  const clusters = targets.map(({ key, weight }) => ({ name: key, weight }))
  return { weighted_clusters: { clusters, total_weight: totalWeight } }
}

function matchOf({ match }: CompiledRoute): Record<string, unknown> {
  const headers = Object.entries(match?.headers ?? {}).map(([name, one]) => ({
    name,
    string_match: stringMatch(one),
  }))
  return { ...pathMatch(match?.uri), ...(headers.length === 0 ? {} : { headers }) }
}

function pathMatch(uri: StringMatch | undefined): Record<string, unknown> {
  if (uri?.exact !== undefined) return { path: uri.exact }
  if (uri?.regex !== undefined) return { safe_regex: { regex: uri.regex } }
  return { prefix: uri?.prefix ?? '/' }
}

function stringMatch({ exact, prefix, regex }: StringMatch): Record<string, unknown> {
  if (exact !== undefined) return { exact }
  return prefix === undefined ? { safe_regex: { regex: regex ?? '.*' } } : { prefix }
}
