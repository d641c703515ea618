import type { Story } from '../row.ts'
import { together, virtualService, webDeployment, webService } from './objects.ts'
import { followed, madeByApply } from './sends.ts'

export const describing: Story = {
  name: 'describing',
  rows: [
    {
      run: 'apply -f -',
      stdin: together(webDeployment(), webService, virtualService('web.example')),
      sends: [
        'V',
        ...madeByApply('apps/v1/~/deployments', 'web'),
        ...madeByApply('v1/~/services', 'web'),
        ...madeByApply('networking.istio.io/v1/~/virtualservices', 'web'),
      ],
      prints: `deployment.apps/web created
service/web created
virtualservice.networking.istio.io/web created`,
    },
    {
      run: 'rollout status deploy/web --timeout=120s',
      prints: /deployment "web" successfully rolled out$/,
      sends: ['GET apps/v1/~/deployments/web > any', ...followed('apps/v1/~/deployments', 'web')],
    },
    {
      run: 'events --types=Warning',
      sends: ['GET v1/~/events?limit=500 > typed'],
      prints: '',
      complains: 'No events found in ~ namespace.',
    },
    {
      run: 'autoscale deploy web --min=2 --max=3 --cpu-percent=80',
      sends: [
        'GET apps/v1/~/deployments/web > json',
        '<1.33 POST autoscaling/v1/~/horizontalpodautoscalers?fieldManager=kubectl-autoscale typed > typed',
        '>=1.33 POST autoscaling/v2/~/horizontalpodautoscalers?fieldManager=kubectl-autoscale typed > typed',
      ],
      prints: 'horizontalpodautoscaler.autoscaling/web autoscaled',
    },
    {
      run: 'describe deploy web',
      prints: [
        'Name: web',
        'Selector: app=web',
        'Replicas: 2 desired | 2 updated | 2 total | 2 available | 0 unavailable',
        'StrategyType: RollingUpdate',
        'RollingUpdateStrategy: 25% max unavailable, 25% max surge',
        'Image: web:1',
        'Port: 8080/TCP',
        'Available True MinimumReplicasAvailable',
        'Progressing True NewReplicaSetAvailable',
        'NewReplicaSet: web-* (2/2 replicas created)',
        /^Normal ScalingReplicaSet AGE deployment-controller Scaled up replica set web-\* from 0 to 2$/m,
      ],
      sends: [
        'GET apps/v1/~/deployments/web > json',
        'GET apps/v1/~/deployments/web > typed',
        'GET v1/~/events?fieldSelector=involvedObject.kind=Deployment,involvedObject.name=web,involvedObject.namespace=~,involvedObject.uid=UID&limit=500 > typed',
        'GET apps/v1/~/replicasets?labelSelector=app=web&limit=500 > typed',
      ],
    },
    {
      run: 'describe rs -l app=web',
      prints: [
        'Controlled By: Deployment/web',
        'Replicas: 2 current / 2 desired',
        'Pods Status: 2 Running / 0 Waiting / 0 Succeeded / 0 Failed',
        'Normal SuccessfulCreate AGE replicaset-controller Created pod: web-*',
      ],
      sends: [
        'GET apps/v1/~/replicasets?labelSelector=app=web&limit=500 > json',
        'GET apps/v1/~/replicasets/web-* > typed',
        'GET v1/~/pods?labelSelector=app=web,pod-template-hash=*&limit=500 > typed',
        'GET v1/~/events?fieldSelector=involvedObject.kind=ReplicaSet,involvedObject.name=web-*,involvedObject.namespace=~,involvedObject.uid=UID&limit=500 > typed',
      ],
    },
    {
      run: 'describe pod -l app=web',
      prints: [
        'Status: Running',
        'Controlled By: ReplicaSet/web-*',
        'State: Running',
        'Ready: True',
        'Restart Count: 0',
        'PodScheduled True',
        'QoS Class: BestEffort',
        /^Normal Scheduled AGE default-scheduler Successfully assigned/m,
        /^Normal Pulled AGE kubelet (Successfully pulled|Container) image "web:1"/m,
        'Normal Started AGE kubelet Started container web',
      ],
      sends: [
        'GET v1/~/pods?labelSelector=app=web&limit=500 > json',
        'GET v1/~/pods/web-* > typed',
        'GET v1/~/events?fieldSelector=involvedObject.name=web-*,involvedObject.namespace=~,involvedObject.uid=UID&limit=500 > typed',
        'GET v1/~/pods/web-* > typed',
        'GET v1/~/events?fieldSelector=involvedObject.name=web-*,involvedObject.namespace=~,involvedObject.uid=UID&limit=500 > typed',
      ],
    },
    {
      run: "get endpoints web -o jsonpath='{.subsets[*].addresses[*].ip}'",
      untilItSucceeds: true,
      sends: ['GET v1/~/endpoints/web > json'],
      prints: /^IP IP$/,
      complains: 'Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    },
    {
      run: "get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{.items[*].endpoints[*].addresses[*]}'",
      untilItSucceeds: true,
      sends: [
        'GET discovery.k8s.io/v1/~/endpointslices?labelSelector=kubernetes.io/service-name=web&limit=500 > json',
      ],
      prints: /^IP IP$/,
    },
    {
      run: 'describe svc web',
      complains: [
        '<1.31 Warning: v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
      ],
      prints: [
        'Selector: app=web',
        'Type: ClusterIP',
        'IP: IP',
        'Port: http 80/TCP',
        'TargetPort: http/TCP',
        'Endpoints: IP:8080,IP:8080',
        'Session Affinity: None',
        'Events: <none>',
      ],
      sends: [
        'GET v1/~/services/web > json',
        'GET v1/~/services/web > typed',
        '<1.31 GET v1/~/endpoints/web > typed',
        '>=1.31 GET discovery.k8s.io/v1/~/endpointslices?labelSelector=kubernetes.io/service-name=web > typed',
        'GET v1/~/events?fieldSelector=involvedObject.kind=Service,involvedObject.name=web,involvedObject.namespace=~,involvedObject.uid=UID&limit=500 > typed',
      ],
    },
    {
      run: 'describe hpa web',
      prints: [
        'Reference: Deployment/web',
        'resource cpu on pods (as a percentage of request): <unknown> / 80%',
        'Min replicas: 2',
        'Max replicas: 3',
      ],
      sends: [
        'GET autoscaling/v2/~/horizontalpodautoscalers/web > json',
        'GET autoscaling/v2/~/horizontalpodautoscalers/web > typed',
        'GET v1/~/events?fieldSelector=involvedObject.kind=HorizontalPodAutoscaler,involvedObject.name=web,involvedObject.namespace=~,involvedObject.uid=UID&limit=500 > typed',
      ],
    },
    {
      run: 'describe vs web',
      prints: [
        'API Version: networking.istio.io/v1',
        'Kind: VirtualService',
        'Hosts:\nweb.example',
        'Destination:\nHost: web',
        'Events: <none>',
      ],
      sends: [
        'GET networking.istio.io/v1/~/virtualservices/web > json',
        'GET networking.istio.io/v1/~/virtualservices/web > json',
        'GET v1/~/events?fieldSelector=involvedObject.kind=VirtualService,involvedObject.name=web,involvedObject.namespace=~,involvedObject.uid=UID&limit=500 > typed',
      ],
    },
    {
      run: 'describe ns {ns}',
      sends: [
        'GET v1/namespaces/~ > json',
        'GET v1/namespaces/~ > typed',
        'GET v1/~/resourcequotas?limit=500 > typed',
        'GET v1/~/limitranges?limit=500 > typed',
      ],
      prints: `Name: ~
Labels: kubernetes.io/metadata.name=~
Annotations: <none>
Status: Active
No resource quota.
No LimitRange resource.`,
    },
    {
      run: 'describe node east-node-1',
      prints: [
        'Roles: <none>',
        'kubernetes.io/os=linux',
        'Unschedulable: false',
        /^Ready True /m,
        'InternalIP:',
        /^cpu: \d+$/m,
        'Kubelet Version: v1.33.1',
        'PodCIDR: IP/',
        /^Non-terminated Pods: \(\d+ in total\)$/m,
        'Allocated resources:',
      ],
      sends: [
        'GET v1/nodes/east-node-1 > json',
        'GET v1/nodes/east-node-1 > typed',
        'GET v1/pods?fieldSelector=spec.nodeName=east-node-1,status.phase!=Failed,status.phase!=Succeeded&limit=500 > typed',
        'GET v1/events?fieldSelector=involvedObject.kind=Node,involvedObject.name=east-node-1,involvedObject.namespace=,involvedObject.uid=UID&limit=500 > typed',
        'GET v1/events?fieldSelector=involvedObject.kind=Node,involvedObject.name=east-node-1,involvedObject.namespace=,involvedObject.uid=east-node-1&limit=500 > typed',
        'GET coordination.k8s.io/v1/namespaces/kube-node-lease/leases/east-node-1 > typed',
      ],
    },
    {
      run: 'describe limits',
      prints: '',
      sends: ['GET v1/~/limitranges?limit=500 > json'],
      complains: 'No resources found in ~ namespace.',
    },
    {
      run: 'describe deploy nobody',
      code: 1,
      sends: [
        'GET apps/v1/~/deployments/nobody > json',
        'GET v1/namespaces/~ > json',
        'GET apps/v1/~/deployments?limit=500 > json',
      ],
      prints: '',
      complains: 'Error from server (NotFound): deployments.apps "nobody" not found',
    },
    {
      run: 'get events',
      prints: [
        'LAST SEEN TYPE REASON OBJECT MESSAGE',
        'Normal Scheduled pod/web-* Successfully assigned ~/web-* to',
        'AGE Normal SuccessfulCreate replicaset/web-* Created pod: web-*',
        'AGE Normal ScalingReplicaSet deployment/web Scaled up replica set web-* from 0 to 2',
      ],
      sends: ['GET v1/~/events?limit=500 > table'],
    },
    {
      run: 'get events --field-selector involvedObject.kind=Deployment,reason=ScalingReplicaSet -o name',
      sends: [
        'GET v1/~/events?fieldSelector=involvedObject.kind=Deployment,reason=ScalingReplicaSet&limit=500 > json',
      ],
      prints: 'event/web.*',
    },
    {
      run: 'events',
      prints: [
        'LAST SEEN TYPE REASON OBJECT MESSAGE',
        'Normal ScalingReplicaSet Deployment/web Scaled up replica set web-* from 0 to 2',
        'Normal Started Pod/web-* Started container web',
      ],
      sends: ['GET v1/~/events?limit=500 > typed'],
    },
    {
      run: 'events --for deploy/web',
      sends: [
        'GET v1/~/events?fieldSelector=involvedObject.apiVersion=apps/v1,involvedObject.kind=Deployment,involvedObject.name=web&limit=500 > typed',
      ],
      prints: `LAST SEEN TYPE REASON OBJECT MESSAGE
AGE Normal ScalingReplicaSet Deployment/web Scaled up replica set web-* from 0 to 2`,
    },
  ],
}
