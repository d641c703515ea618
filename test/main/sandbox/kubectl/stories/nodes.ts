import type { Story } from '../row.ts'

const node = `
apiVersion: v1
kind: Node
metadata: {name: "{ns}-node"}
`

/** A node without a kubelet, so that nothing else comes to a halt: before daemons would go there. */
export const nodes: Story = {
  name: 'nodes',
  comesFirst: true,
  rows: [
    {
      run: 'get nodes',
      prints: [
        'NAME STATUS ROLES AGE VERSION',
        'east-node-1 Ready <none> AGE v1.33.1',
        'east-node-2 Ready <none> AGE v1.33.1',
      ],
      sends: ['GET v1/nodes?limit=500 > table'],
    },
    {
      run: 'create -f -',
      stdin: node,
      sends: ['V', 'POST v1/nodes?fieldManager=kubectl-create&fieldValidation=Strict json > json'],
      prints: 'node/~-node created',
    },
    {
      run: 'cordon {ns}-node',
      sends: ['GET v1/nodes/~-node > any', 'PATCH v1/nodes/~-node strategic > typed'],
      prints: 'node/~-node cordoned',
    },
    {
      run: 'uncordon {ns}-node',
      sends: ['GET v1/nodes/~-node > any', 'PATCH v1/nodes/~-node strategic > typed'],
      prints: 'node/~-node uncordoned',
    },
    {
      run: 'taint node {ns}-node a=b:NoSchedule',
      sends: [
        'GET v1/nodes/~-node > any',
        'PATCH v1/nodes/~-node?fieldManager=kubectl-taint&fieldValidation=Strict strategic > any',
      ],
      prints: 'node/~-node tainted',
    },
    {
      run: 'taint node {ns}-node a-',
      sends: [
        'GET v1/nodes/~-node > any',
        'PATCH v1/nodes/~-node?fieldManager=kubectl-taint&fieldValidation=Strict strategic > any',
      ],
      prints: 'node/~-node untainted',
    },
    {
      run: `run guest --image=web:1 --overrides='{"spec":{"nodeName":"{ns}-node"}}'`,
      sends: ['POST v1/~/pods?fieldManager=kubectl-run json > any'],
      prints: 'pod/guest created',
    },
    {
      run: 'drain {ns}-node',
      code: 1,
      sends: [
        'GET v1/nodes/~-node > any',
        'PATCH v1/nodes/~-node strategic > typed',
        'GET v1/pods?fieldSelector=spec.nodeName=~-node&limit=500 > typed',
      ],
      prints: 'node/~-node cordoned',
      complains: ['error: unable to drain node "~-node" due to error:', '(use --force to override): ~/guest'],
    },
    // No kubelet is there that would end it in its time.
    {
      run: 'drain {ns}-node --force --grace-period=0',
      body: ['"kind":"Eviction"', '"gracePeriodSeconds":0'],
      sends: [
        'GET v1/nodes/~-node > any',
        'GET v1/pods?fieldSelector=spec.nodeName=~-node&limit=500 > typed',
        'GET v1 > any',
        'POST v1/~/pods/guest/eviction json > any',
        'GET v1/~/pods/guest > typed',
      ],
      prints: `node/~-node already cordoned
evicting pod ~/guest
pod/guest evicted
node/~-node drained`,
      complains: 'Warning: deleting Pods that declare no controller: ~/guest',
    },
    {
      run: 'uncordon {ns}-node',
      sends: ['GET v1/nodes/~-node > any', 'PATCH v1/nodes/~-node strategic > typed'],
      prints: 'node/~-node uncordoned',
    },
    {
      run: 'delete node {ns}-node',
      sends: ['DELETE v1/nodes/~-node json > json', 'GET v1/nodes/~-node > json'],
      prints: 'node "~-node" deleted',
      complains: 'Warning: deleting cluster-scoped resources, not scoped to the provided namespace',
    },
  ],
}
