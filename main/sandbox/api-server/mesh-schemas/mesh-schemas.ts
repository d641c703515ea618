/** The schemas that the definitions of Istio's, the Gateway API's and Flagger's kinds have, by `GROUP/KIND`. */
import { canary } from './flagger.ts'
import { gateway as apiGateway, gatewayClass, grpcRoute, httpRoute, referenceGrant } from './gateway-api.ts'
import {
  destinationRule,
  gateway,
  serviceEntry,
  sidecar,
  virtualService,
  workloadEntry,
} from './networking.ts'
import { kindSchema, type Schema } from './notation.ts'
import { authorizationPolicy, peerAuthentication, requestAuthentication, telemetry } from './security.ts'

export const meshSchemas: Readonly<Record<string, Schema>> = {
  'networking.istio.io/VirtualService': kindSchema(virtualService, true),
  'networking.istio.io/DestinationRule': kindSchema(destinationRule, true),
  'networking.istio.io/Gateway': kindSchema(gateway, true),
  'networking.istio.io/ServiceEntry': kindSchema(serviceEntry, true),
  'networking.istio.io/Sidecar': kindSchema(sidecar, false),
  'networking.istio.io/WorkloadEntry': kindSchema(workloadEntry, true),
  'security.istio.io/PeerAuthentication': kindSchema(peerAuthentication, false),
  'security.istio.io/AuthorizationPolicy': kindSchema(authorizationPolicy, false),
  'security.istio.io/RequestAuthentication': kindSchema(requestAuthentication, false),
  'telemetry.istio.io/Telemetry': kindSchema(telemetry, false),
  'gateway.networking.k8s.io/GatewayClass': kindSchema(gatewayClass, true),
  'gateway.networking.k8s.io/Gateway': kindSchema(apiGateway, true),
  'gateway.networking.k8s.io/HTTPRoute': kindSchema(httpRoute, true),
  'gateway.networking.k8s.io/GRPCRoute': kindSchema(grpcRoute, true),
  'gateway.networking.k8s.io/ReferenceGrant': kindSchema(referenceGrant, true),
  'flagger.app/Canary': kindSchema(canary, false),
}
