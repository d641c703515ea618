import type { Story } from '../row.ts'
import { together, webDeployment, webService } from './objects.ts'
import { followed, madeByApply } from './sends.ts'

export const pods: Story = {
  name: 'pods',
  rows: [
    {
      run: 'apply -f -',
      stdin: together(webDeployment(), webService),
      sends: ['V', ...madeByApply('apps/v1/~/deployments', 'web'), ...madeByApply('v1/~/services', 'web')],
      prints: `deployment.apps/web created
service/web created`,
    },
    {
      run: "run talker --image=busybox --restart=Never -- sh -c 'echo one; echo two'",
      sends: ['POST v1/~/pods?fieldManager=kubectl-run json > any'],
      prints: 'pod/talker created',
    },
    {
      run: 'run crasher --image=web:1-crash',
      sends: ['POST v1/~/pods?fieldManager=kubectl-run json > any'],
      prints: 'pod/crasher created',
    },
    {
      run: 'run lone --image=web:1 --port=8080 --labels=app=lone',
      sends: ['POST v1/~/pods?fieldManager=kubectl-run json > any'],
      prints: 'pod/lone created',
    },
    {
      run: 'rollout status deploy/web --timeout=120s',
      prints: /deployment "web" successfully rolled out$/,
      sends: ['GET apps/v1/~/deployments/web > any', ...followed('apps/v1/~/deployments', 'web')],
    },
    {
      run: 'wait pod/lone --for=condition=Ready --timeout=120s',
      sends: ['GET v1/~/pods/lone > json', ...followed('v1/~/pods', 'lone')],
      prints: 'pod/lone condition met',
    },
    {
      run: 'port-forward deploy/web :8080',
      meanwhile: { at: /Forwarding from \[::1\]:\d+/, fetch: '/of-deployment' },
      until: /HTTP \d+/,
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'GET v1/~/pods?labelSelector=app=web > typed',
        'GET v1/~/pods/web-* > typed',
        '<1.31 POST v1/~/pods/web-*/portforward > upgrade SPDY/3.1',
        '>=1.31 GET v1/~/pods/web-*/portforward > upgrade websocket',
      ],
      prints: `Forwarding from 127.0.0.1:PORT -> 8080
Forwarding from [::1]:PORT -> 8080
Handling connection for PORT
HTTP 200 Hello from web-*: GET /of-deployment`,
    },
    {
      run: 'port-forward svc/web :80',
      meanwhile: { at: /Forwarding from \[::1\]:\d+/, fetch: '/of-service' },
      until: /HTTP \d+/,
      sends: [
        'GET v1/~/services/web > any',
        'GET v1/~/pods?labelSelector=app=web > typed',
        'GET v1/~/pods/web-* > typed',
        '<1.31 POST v1/~/pods/web-*/portforward > upgrade SPDY/3.1',
        '>=1.31 GET v1/~/pods/web-*/portforward > upgrade websocket',
      ],
      prints: `Forwarding from 127.0.0.1:PORT -> 8080
Forwarding from [::1]:PORT -> 8080
Handling connection for PORT
HTTP 200 Hello from web-*: GET /of-service`,
    },
    {
      run: 'port-forward lone :8080',
      meanwhile: { at: /Forwarding from \[::1\]:\d+/, fetch: '/of-pod' },
      until: /HTTP \d+/,
      sends: [
        'GET v1/~/pods/lone > any',
        'GET v1/~/pods/lone > typed',
        '<1.31 POST v1/~/pods/lone/portforward > upgrade SPDY/3.1',
        '>=1.31 GET v1/~/pods/lone/portforward > upgrade websocket',
      ],
      prints: `Forwarding from 127.0.0.1:PORT -> 8080
Forwarding from [::1]:PORT -> 8080
Handling connection for PORT
HTTP 200 Hello from lone: GET /of-pod`,
    },
    {
      run: 'exec lone -- echo one two',
      sends: [
        'GET v1/~/pods/lone > any',
        '<1.30 POST v1/~/pods/lone/exec?command=echo&command=one&command=two&container=lone&stderr=true&stdout=true > upgrade SPDY/3.1',
        '>=1.30 GET v1/~/pods/lone/exec?command=echo&command=one&command=two&container=lone&stderr=true&stdout=true > upgrade websocket',
      ],
      prints: 'one two',
    },
    {
      run: 'exec deploy/web -- sh -c "echo $HOSTNAME; exit 3"',
      code: 3,
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'GET v1/~/pods?labelSelector=app=web > typed',
        '<1.30 POST v1/~/pods/web-*/exec?command=sh&command=-c&command=echo $HOSTNAME; exit 3&container=web&stderr=true&stdout=true > upgrade SPDY/3.1',
        '>=1.30 GET v1/~/pods/web-*/exec?command=sh&command=-c&command=echo $HOSTNAME; exit 3&container=web&stderr=true&stdout=true > upgrade websocket',
      ],
      prints: 'web-*',
      complains: 'command terminated with exit code 3',
    },
    {
      run: 'exec -i lone -c lone -- cat',
      stdin: 'typed',
      sends: [
        'GET v1/~/pods/lone > any',
        '<1.30 POST v1/~/pods/lone/exec?command=cat&container=lone&stderr=true&stdin=true&stdout=true > upgrade SPDY/3.1',
        '>=1.30 GET v1/~/pods/lone/exec?command=cat&container=lone&stderr=true&stdin=true&stdout=true > upgrade websocket',
      ],
      prints: 'typed',
    },
    {
      run: 'exec nobody -- true',
      code: 1,
      sends: ['GET v1/~/pods/nobody > any', 'GET v1/namespaces/~ > any'],
      prints: '',
      complains: 'Error from server (NotFound): pods "nobody" not found',
    },
    {
      run: 'exec lone -c nobody -- true',
      code: 1,
      sends: [
        'GET v1/~/pods/lone > any',
        '>=1.30 GET v1/~/pods/lone/exec?command=true&container=nobody&stderr=true&stdout=true > upgrade websocket',
        'POST v1/~/pods/lone/exec?command=true&container=nobody&stderr=true&stdout=true > upgrade SPDY/3.1',
      ],
      prints: '',
      complains: 'Error from server (BadRequest): container nobody is not valid for pod lone',
    },
    {
      run: 'cp package.json lone:/tmp/there',
      sends: [
        'GET v1/~/pods/lone > typed',
        '<1.30 POST v1/~/pods/lone/exec?command=test&command=-d&command=/tmp/there&container=lone&stderr=true&stdout=true > upgrade SPDY/3.1',
        '>=1.30 GET v1/~/pods/lone/exec?command=test&command=-d&command=/tmp/there&container=lone&stderr=true&stdout=true > upgrade websocket',
        'GET v1/~/pods/lone > typed',
        '<1.30 POST v1/~/pods/lone/exec?command=tar&command=-xmf&command=-&command=-C&command=/tmp&container=lone&stderr=true&stdin=true&stdout=true > upgrade SPDY/3.1',
        '>=1.30 GET v1/~/pods/lone/exec?command=tar&command=-xmf&command=-&command=-C&command=/tmp&container=lone&stderr=true&stdin=true&stdout=true > upgrade websocket',
      ],
      prints: '',
    },
    {
      run: 'exec lone -- head -n 1 /tmp/there',
      sends: [
        'GET v1/~/pods/lone > any',
        '<1.30 POST v1/~/pods/lone/exec?command=head&command=-n&command=1&command=/tmp/there&container=lone&stderr=true&stdout=true > upgrade SPDY/3.1',
        '>=1.30 GET v1/~/pods/lone/exec?command=head&command=-n&command=1&command=/tmp/there&container=lone&stderr=true&stdout=true > upgrade websocket',
      ],
      prints: '{',
    },
    {
      run: 'cp lone:/tmp/there {folder}/back',
      sends: [
        'GET v1/~/pods/lone > typed',
        '<1.30 POST v1/~/pods/lone/exec?command=tar&command=cf&command=-&command=/tmp/there&container=lone&stderr=true&stdout=true > upgrade SPDY/3.1',
        '>=1.30 GET v1/~/pods/lone/exec?command=tar&command=cf&command=-&command=/tmp/there&container=lone&stderr=true&stdout=true > upgrade websocket',
      ],
      prints: '',
    },
    {
      run: 'logs lone',
      sends: ['GET v1/~/pods/lone > any', 'GET v1/~/pods/lone/log?container=lone > any'],
      prints: '"GET /of-pod HTTP/1.1" 200 AGE',
    },
    {
      run: 'logs lone --tail=1 --timestamps',
      sends: [
        'GET v1/~/pods/lone > any',
        'GET v1/~/pods/lone/log?container=lone&tailLines=1&timestamps=true > any',
      ],
      prints: 'TIME "GET /of-pod HTTP/1.1" 200 AGE',
    },
    {
      run: 'logs lone --since=1h -c lone',
      sends: ['GET v1/~/pods/lone > any', 'GET v1/~/pods/lone/log?container=lone&sinceSeconds=3600 > any'],
      prints: '"GET /of-pod HTTP/1.1" 200 AGE',
    },
    {
      run: 'logs lone --since=1h --limit-bytes=4',
      sends: [
        'GET v1/~/pods/lone > any',
        'GET v1/~/pods/lone/log?container=lone&limitBytes=4&sinceSeconds=3600 > any',
      ],
      prints: '"GET',
    },
    {
      run: 'logs lone -c nobody',
      code: 1,
      sends: ['GET v1/~/pods/lone > any'],
      prints: '',
      complains: 'error: container nobody is not valid for pod lone',
    },
    {
      run: 'logs deploy/web',
      sends: [
        'GET apps/v1/~/deployments/web > any',
        'GET v1/~/pods?labelSelector=app=web > typed',
        'GET v1/~/pods/web-*/log?container=web > any',
      ],
      prints: `"GET /of-deployment HTTP/1.1" 200 AGE
"GET /of-service HTTP/1.1" 200 AGE`,
      complains: 'Found 2 pods, using pod/web-*',
    },
    {
      run: 'logs svc/web --all-containers',
      sends: [
        'GET v1/~/services/web > any',
        'GET v1/~/pods?labelSelector=app=web > typed',
        'GET v1/~/pods/web-*/log?container=web > any',
      ],
      prints: `"GET /of-deployment HTTP/1.1" 200 AGE
"GET /of-service HTTP/1.1" 200 AGE`,
      complains: 'Found 2 pods, using pod/web-*',
    },
    {
      run: 'logs -l app=web --prefix --tail=5',
      sends: [
        'GET v1/~/pods?labelSelector=app=web > any',
        'GET v1/~/pods/web-*/log?container=web&tailLines=5 > any',
        'GET v1/~/pods/web-*/log?container=web&tailLines=5 > any',
      ],
      prints: `[pod/web-*/web] "GET /of-deployment HTTP/1.1" 200 AGE
[pod/web-*/web] "GET /of-service HTTP/1.1" 200 AGE`,
    },
    {
      run: 'logs -f lone --tail=1',
      meanwhile: { at: /\S/, run: 'get --raw /api/v1/namespaces/{ns}/pods/lone:8080/proxy/followed' },
      until: /followed/,
      sends: [
        'GET v1/~/pods/lone > any',
        'GET v1/~/pods/lone/log?container=lone&follow=true&tailLines=1 > any',
      ],
      prints: `"GET /of-pod HTTP/1.1" 200 AGE
"GET /followed HTTP/1.1" 200 AGE`,
    },
    {
      run: "wait pod/talker --for=jsonpath='{.status.phase}'=Succeeded --timeout=120s",
      sends: ['GET v1/~/pods/talker > json', ...followed('v1/~/pods', 'talker')],
      prints: 'pod/talker condition met',
    },
    {
      run: 'logs -f talker',
      sends: ['GET v1/~/pods/talker > any', 'GET v1/~/pods/talker/log?container=talker&follow=true > any'],
      prints: `one
two`,
    },
    {
      run: 'logs crasher --previous',
      untilItSucceeds: true,
      sends: [
        'GET v1/~/pods/crasher > any',
        'GET v1/~/pods/crasher/log?container=crasher&previous=true > any',
      ],
      prints: '',
    },
    {
      run: 'logs lone --previous',
      code: 1,
      sends: ['GET v1/~/pods/lone > any', 'GET v1/~/pods/lone/log?container=lone&previous=true > any'],
      prints: '',
      complains:
        'Error from server (BadRequest): previous terminated container "lone" in pod "lone" not found',
    },
    {
      run: 'get pod crasher',
      prints: /^crasher [01]\/1 (CrashLoopBackOff|Error|Running) \d+ \(AGE ago\) AGE$/m,
      sends: ['GET v1/~/pods/crasher > table'],
    },
    {
      run: 'describe pod crasher',
      prints: [
        'Status: Running',

        'Last State: Terminated\nReason: Error\nExit Code: 1',

        /Warning BackOff AGE .*kubelet Back-off restarting failed container crasher/,
      ],
      sends: [
        'GET v1/~/pods/crasher > json',
        'GET v1/~/pods/crasher > typed',
        'GET v1/~/events?fieldSelector=involvedObject.name=crasher,involvedObject.namespace=~,involvedObject.uid=UID&limit=500 > typed',
      ],
    },
    {
      run: 'delete pod talker --now --wait=false',
      sends: ['DELETE v1/~/pods/talker json > json'],
      prints: 'pod "talker" deleted',
    },
    {
      run: 'delete pod crasher --grace-period=0 --force',
      sends: ['DELETE v1/~/pods/crasher json > json', 'GET v1/~/pods/crasher > json'],
      prints: 'pod "crasher" force deleted',
      complains:
        'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.',
    },
    {
      run: 'top pod -l app=web',
      prints: /^NAME CPU\(cores\) MEMORY\(bytes\)\nweb-\* \d+m \d+Mi\nweb-\* \d+m \d+Mi$/,
      untilItSucceeds: true,
      sends: [
        'GET metrics.k8s.io/v1beta1/~/pods?labelSelector=app=web > application/vnd.kubernetes.protobuf, */*',
      ],
    },
    {
      run: 'top pod lone --containers',
      prints: /^POD NAME CPU\(cores\) MEMORY\(bytes\)\nlone lone \d+m \d+Mi$/,
      untilItSucceeds: true,
      sends: ['GET metrics.k8s.io/v1beta1/~/pods/lone > application/vnd.kubernetes.protobuf, */*'],
    },
    {
      run: 'top node',
      prints: /^NAME CPU\(cores\) \S+ MEMORY\(bytes\) \S+\neast-node-1 \d+m \d+% \d+Mi \d+%\neast-node-2 /,
      untilItSucceeds: true,
      sends: [
        'GET metrics.k8s.io/v1beta1/nodes > application/vnd.kubernetes.protobuf, */*',
        'GET v1/nodes > typed',
      ],
    },
  ],
}
