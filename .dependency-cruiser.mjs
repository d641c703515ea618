/** Each rule's comment tells the way out. */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment:
        'Two files that need each other are one thing, or share a third: move what both need into a file of its own.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shared-is-pure',
      severity: 'error',
      comment:
        'shared/ imports only shared/, zod and @orpc/contract. Needs I/O, a clock or Node? Do that in main/ and pass the result in.',
      from: { path: '^shared/' },
      to: { pathNot: ['^shared/', 'node_modules/(zod|@orpc/contract)/'] },
    },
    {
      name: 'renderer-not-main',
      severity: 'error',
      comment:
        'The renderer may not import main. Needs a type? Move it to shared/model. Needs an answer? Add a call to shared/contract.',
      from: { path: '^renderer/' },
      to: { path: '^main/' },
    },
    {
      name: 'main-not-renderer',
      severity: 'error',
      comment: 'main/ may not import the renderer. What both need belongs in shared/.',
      from: { path: '^main/' },
      to: { path: '^renderer/' },
    },
    {
      name: 'renderer-without-node',
      severity: 'error',
      comment:
        'The renderer runs in a sandboxed page and has no Node. Ask main for the answer through shared/contract.',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'features-apart',
      severity: 'error',
      comment:
        'A renderer feature never imports another. Move what both need to renderer/ui (looks), renderer/bridge (data) or shared/model (types).',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'ui-knows-no-feature',
      severity: 'error',
      comment: 'renderer/ui knows no feature and no store: give it what it shows as props.',
      from: { path: '^renderer/ui/' },
      to: { path: '^renderer/(features|bridge)/' },
    },
    {
      name: 'electron-in-its-host',
      severity: 'error',
      comment:
        'Only main/host/electron imports electron, so that core, CLI and browser host run without it. Pass what you need through a port.',
      from: { pathNot: '^main/host/electron/' },
      to: { path: '(^|/)node_modules/electron/' },
    },
    {
      name: 'sandbox-behind-protocols',
      severity: 'error',
      comment:
        'Only hosts may import main/sandbox; everything else reaches it as it would a real cluster: over the Kubernetes and Prometheus protocols.',
      from: { path: '^main/', pathNot: '^main/(host|sandbox)/' },
      to: { path: '^main/sandbox/' },
    },
    {
      name: 'sandbox-stands-alone',
      severity: 'error',
      comment:
        'The sandbox is the other side of the wire: it may share types from shared/, never code of the clients in main/.',
      from: { path: '^main/sandbox/' },
      to: { path: '^main/', pathNot: ['^main/sandbox/', '^main/launcher\\.ts$'] },
    },
    {
      name: 'main-features-apart',
      severity: 'error',
      comment:
        'Features of main meet in main/core.ts. Needs a cluster or Prometheus? Take main/kube or main/prometheus as an argument.',
      from: { path: '^main/(traffic|flight|canary|mesh|contexts|workloads)/' },
      to: {
        path: '^main/(traffic|flight|canary|mesh|contexts|workloads|host)/',
        pathNot: '^main/$1/',
      },
    },
    {
      name: 'core-knows-no-host',
      severity: 'error',
      comment: 'Hosts build the core, never the reverse.',
      from: { path: '^main/', pathNot: '^main/host/' },
      to: { path: '^main/host/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
