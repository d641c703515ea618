/**
 * The fields of the built-in types, as Kubernetes 1.35 has them; written by scripts/record-types.ts. Read by types.ts,
 * which tells what the words mean.
 */
export const builtInTypes: Readonly<Record<string, string>> = {
  'admissionregistration.v1.MatchCondition': 'expression string required; name string required',
  'admissionregistration.v1.MutatingWebhook':
    'admissionReviewVersions string[] required; clientConfig WebhookClientConfig required; failurePolicy string enum=Fail|Ignore go=v1.FailurePolicyType; matchConditions MatchCondition[name] merge=name; matchPolicy string enum=Equivalent|Exact go=v1.MatchPolicyType; name string required; namespaceSelector meta.v1.LabelSelector; objectSelector meta.v1.LabelSelector; reinvocationPolicy string enum=IfNeeded|Never go=v1.ReinvocationPolicyType; rules RuleWithOperations[]; sideEffects string required enum=None|NoneOnDryRun|Some|Unknown go=v1.SideEffectClass; timeoutSeconds int32',
  'admissionregistration.v1.MutatingWebhookConfiguration':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; webhooks MutatingWebhook[name] merge=name',
  'admissionregistration.v1.RuleWithOperations':
    'apiGroups string[] in=Rule; apiVersions string[] in=Rule; operations string[] go=[]v1.OperationType; resources string[] in=Rule; scope string enum=*|Cluster|Namespaced go=v1.ScopeType in=Rule',
  'admissionregistration.v1.ServiceReference':
    'name string required; namespace string required; path string; port int32',
  'admissionregistration.v1.ValidatingWebhook':
    'admissionReviewVersions string[] required; clientConfig WebhookClientConfig required; failurePolicy string enum=Fail|Ignore go=v1.FailurePolicyType; matchConditions MatchCondition[name] merge=name; matchPolicy string enum=Equivalent|Exact go=v1.MatchPolicyType; name string required; namespaceSelector meta.v1.LabelSelector; objectSelector meta.v1.LabelSelector; rules RuleWithOperations[]; sideEffects string required enum=None|NoneOnDryRun|Some|Unknown go=v1.SideEffectClass; timeoutSeconds int32',
  'admissionregistration.v1.ValidatingWebhookConfiguration':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; webhooks ValidatingWebhook[name] merge=name',
  'admissionregistration.v1.WebhookClientConfig': 'caBundle bytes; service ServiceReference; url string',
  'apiextensions.v1.CustomResourceColumnDefinition':
    'description string; format string; jsonPath string required; name string required; priority int32; type string required',
  'apiextensions.v1.CustomResourceConversion':
    'strategy string required go=v1.ConversionStrategyType; webhook WebhookConversion',
  'apiextensions.v1.CustomResourceDefinition':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec CustomResourceDefinitionSpec required; status CustomResourceDefinitionStatus',
  'apiextensions.v1.CustomResourceDefinitionCondition':
    'lastTransitionTime Time; message string; observedGeneration int64; reason string; status string required go=v1.ConditionStatus; type string required go=v1.CustomResourceDefinitionConditionType',
  'apiextensions.v1.CustomResourceDefinitionNames':
    'categories string[]; kind string required; listKind string; plural string required; shortNames string[]; singular string',
  'apiextensions.v1.CustomResourceDefinitionSpec':
    'conversion CustomResourceConversion; group string required; names CustomResourceDefinitionNames required; preserveUnknownFields bool; scope string required go=v1.ResourceScope; versions CustomResourceDefinitionVersion[] required',
  'apiextensions.v1.CustomResourceDefinitionStatus':
    'acceptedNames CustomResourceDefinitionNames; conditions CustomResourceDefinitionCondition[type]; observedGeneration int64; storedVersions string[]',
  'apiextensions.v1.CustomResourceDefinitionVersion':
    'additionalPrinterColumns CustomResourceColumnDefinition[]; deprecated bool; deprecationWarning string; name string required; schema CustomResourceValidation; selectableFields SelectableField[]; served bool required; storage bool required; subresources CustomResourceSubresources',
  'apiextensions.v1.CustomResourceSubresourceScale':
    'labelSelectorPath string; specReplicasPath string required; statusReplicasPath string required',
  'apiextensions.v1.CustomResourceSubresources': 'scale CustomResourceSubresourceScale; status any',
  'apiextensions.v1.CustomResourceValidation': 'openAPIV3Schema JSONSchemaProps',
  'apiextensions.v1.ExternalDocumentation': 'description string; url string',
  'apiextensions.v1.JSONSchemaProps':
    '$ref string; $schema string go=v1.JSONSchemaURL; additionalItems any; additionalProperties any; allOf JSONSchemaProps[]; anyOf JSONSchemaProps[]; default any; definitions JSONSchemaProps{} go=v1.JSONSchemaDefinitions; dependencies any{} go=v1.JSONSchemaDependencies; description string; enum any[]; example any; exclusiveMaximum bool; exclusiveMinimum bool; externalDocs ExternalDocumentation; format string; id string; items any; maxItems int64; maxLength int64; maxProperties int64; maximum double; minItems int64; minLength int64; minProperties int64; minimum double; multipleOf double; not JSONSchemaProps; nullable bool; oneOf JSONSchemaProps[]; pattern string; patternProperties JSONSchemaProps{}; properties JSONSchemaProps{}; required string[]; title string; type string; uniqueItems bool; x-kubernetes-embedded-resource bool; x-kubernetes-int-or-string bool; x-kubernetes-list-map-keys string[]; x-kubernetes-list-type string; x-kubernetes-map-type string; x-kubernetes-preserve-unknown-fields bool; x-kubernetes-validations ValidationRule[rule] merge=rule go=v1.ValidationRules',
  'apiextensions.v1.SelectableField': 'jsonPath string required',
  'apiextensions.v1.ServiceReference':
    'name string required; namespace string required; path string; port int32',
  'apiextensions.v1.ValidationRule':
    'fieldPath string; message string; messageExpression string; optionalOldSelf bool; reason string enum=FieldValueDuplicate|FieldValueForbidden|FieldValueInvalid|FieldValueRequired go=v1.FieldValueErrorReason; rule string required',
  'apiextensions.v1.WebhookClientConfig': 'caBundle bytes; service ServiceReference; url string',
  'apiextensions.v1.WebhookConversion':
    'clientConfig WebhookClientConfig; conversionReviewVersions string[] required',
  'apps.v1.ControllerRevision':
    'apiVersion string; data any; kind string; metadata meta.v1.ObjectMeta; revision int64 required',
  'apps.v1.DaemonSet':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec DaemonSetSpec; status DaemonSetStatus',
  'apps.v1.DaemonSetCondition':
    'lastTransitionTime Time; message string; reason string; status string required go=v1.ConditionStatus; type string required go=v1.DaemonSetConditionType',
  'apps.v1.DaemonSetSpec':
    'minReadySeconds int32; revisionHistoryLimit int32; selector meta.v1.LabelSelector required; template core.v1.PodTemplateSpec required; updateStrategy DaemonSetUpdateStrategy',
  'apps.v1.DaemonSetStatus':
    'collisionCount int32; conditions DaemonSetCondition[type] merge=type; currentNumberScheduled int32 required; desiredNumberScheduled int32 required; numberAvailable int32; numberMisscheduled int32 required; numberReady int32 required; numberUnavailable int32; observedGeneration int64; updatedNumberScheduled int32',
  'apps.v1.DaemonSetUpdateStrategy':
    'rollingUpdate RollingUpdateDaemonSet; type string enum=OnDelete|RollingUpdate go=v1.DaemonSetUpdateStrategyType',
  'apps.v1.Deployment':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec DeploymentSpec; status DeploymentStatus',
  'apps.v1.DeploymentCondition':
    'lastTransitionTime Time; lastUpdateTime Time; message string; reason string; status string required go=v1.ConditionStatus; type string required go=v1.DeploymentConditionType',
  'apps.v1.DeploymentSpec':
    'minReadySeconds int32; paused bool; progressDeadlineSeconds int32; replicas int32; revisionHistoryLimit int32; selector meta.v1.LabelSelector required; strategy DeploymentStrategy retainKeys; template core.v1.PodTemplateSpec required',
  'apps.v1.DeploymentStatus':
    'availableReplicas int32; collisionCount int32; conditions DeploymentCondition[type] merge=type; observedGeneration int64; readyReplicas int32; replicas int32; terminatingReplicas int32; unavailableReplicas int32; updatedReplicas int32',
  'apps.v1.DeploymentStrategy':
    'rollingUpdate RollingUpdateDeployment; type string enum=Recreate|RollingUpdate go=v1.DeploymentStrategyType',
  'apps.v1.ReplicaSet':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec ReplicaSetSpec; status ReplicaSetStatus',
  'apps.v1.ReplicaSetCondition':
    'lastTransitionTime Time; message string; reason string; status string required go=v1.ConditionStatus; type string required go=v1.ReplicaSetConditionType',
  'apps.v1.ReplicaSetSpec':
    'minReadySeconds int32; replicas int32; selector meta.v1.LabelSelector required; template core.v1.PodTemplateSpec',
  'apps.v1.ReplicaSetStatus':
    'availableReplicas int32; conditions ReplicaSetCondition[type] merge=type; fullyLabeledReplicas int32; observedGeneration int64; readyReplicas int32; replicas int32 required; terminatingReplicas int32',
  'apps.v1.RollingUpdateDaemonSet': 'maxSurge IntOrString; maxUnavailable IntOrString',
  'apps.v1.RollingUpdateDeployment': 'maxSurge IntOrString; maxUnavailable IntOrString',
  'apps.v1.RollingUpdateStatefulSetStrategy': 'maxUnavailable IntOrString; partition int32',
  'apps.v1.StatefulSet':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec StatefulSetSpec; status StatefulSetStatus',
  'apps.v1.StatefulSetCondition':
    'lastTransitionTime Time; message string; reason string; status string required go=v1.ConditionStatus; type string required go=v1.StatefulSetConditionType',
  'apps.v1.StatefulSetOrdinals': 'start int32',
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy':
    'whenDeleted string go=v1.PersistentVolumeClaimRetentionPolicyType; whenScaled string go=v1.PersistentVolumeClaimRetentionPolicyType',
  'apps.v1.StatefulSetSpec':
    'minReadySeconds int32; ordinals StatefulSetOrdinals; persistentVolumeClaimRetentionPolicy StatefulSetPersistentVolumeClaimRetentionPolicy; podManagementPolicy string enum=OrderedReady|Parallel go=v1.PodManagementPolicyType; replicas int32; revisionHistoryLimit int32; selector meta.v1.LabelSelector required; serviceName string; template core.v1.PodTemplateSpec required; updateStrategy StatefulSetUpdateStrategy; volumeClaimTemplates core.v1.PersistentVolumeClaim[]',
  'apps.v1.StatefulSetStatus':
    'availableReplicas int32; collisionCount int32; conditions StatefulSetCondition[type] merge=type; currentReplicas int32; currentRevision string; observedGeneration int64; readyReplicas int32; replicas int32 required; updateRevision string; updatedReplicas int32',
  'apps.v1.StatefulSetUpdateStrategy':
    'rollingUpdate RollingUpdateStatefulSetStrategy; type string enum=OnDelete|RollingUpdate go=v1.StatefulSetUpdateStrategyType',
  'authentication.v1.BoundObjectReference': 'apiVersion string; kind string; name string; uid string',
  'authentication.v1.SelfSubjectReview':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; status SelfSubjectReviewStatus',
  'authentication.v1.SelfSubjectReviewStatus': 'userInfo UserInfo',
  'authentication.v1.TokenRequest':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec TokenRequestSpec required; status TokenRequestStatus',
  'authentication.v1.TokenRequestSpec':
    'audiences string[] required; boundObjectRef BoundObjectReference; expirationSeconds int64',
  'authentication.v1.TokenRequestStatus': 'expirationTimestamp Time required; token string required',
  'authentication.v1.UserInfo':
    'extra string[]{} go=map[string]v1.ExtraValue; groups string[]; uid string; username string',
  'authorization.v1.FieldSelectorAttributes':
    'rawSelector string; requirements meta.v1.FieldSelectorRequirement[]',
  'authorization.v1.LabelSelectorAttributes':
    'rawSelector string; requirements meta.v1.LabelSelectorRequirement[]',
  'authorization.v1.NonResourceAttributes': 'path string; verb string',
  'authorization.v1.NonResourceRule': 'nonResourceURLs string[]; verbs string[] required',
  'authorization.v1.ResourceAttributes':
    'fieldSelector FieldSelectorAttributes; group string; labelSelector LabelSelectorAttributes; name string; namespace string; resource string; subresource string; verb string; version string',
  'authorization.v1.ResourceRule':
    'apiGroups string[]; resourceNames string[]; resources string[]; verbs string[] required',
  'authorization.v1.SelfSubjectAccessReview':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec SelfSubjectAccessReviewSpec required; status SubjectAccessReviewStatus',
  'authorization.v1.SelfSubjectAccessReviewSpec':
    'nonResourceAttributes NonResourceAttributes; resourceAttributes ResourceAttributes',
  'authorization.v1.SelfSubjectRulesReview':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec SelfSubjectRulesReviewSpec required; status SubjectRulesReviewStatus',
  'authorization.v1.SelfSubjectRulesReviewSpec': 'namespace string',
  'authorization.v1.SubjectAccessReviewStatus':
    'allowed bool required; denied bool; evaluationError string; reason string',
  'authorization.v1.SubjectRulesReviewStatus':
    'evaluationError string; incomplete bool required; nonResourceRules NonResourceRule[] required; resourceRules ResourceRule[] required',
  'autoscaling.v1.CrossVersionObjectReference':
    'atomic; apiVersion string; kind string required; name string required',
  'autoscaling.v1.HorizontalPodAutoscaler':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec HorizontalPodAutoscalerSpec; status HorizontalPodAutoscalerStatus',
  'autoscaling.v1.HorizontalPodAutoscalerSpec':
    'maxReplicas int32 required; minReplicas int32; scaleTargetRef CrossVersionObjectReference required; targetCPUUtilizationPercentage int32',
  'autoscaling.v1.HorizontalPodAutoscalerStatus':
    'currentCPUUtilizationPercentage int32; currentReplicas int32 required; desiredReplicas int32 required; lastScaleTime Time; observedGeneration int64',
  'autoscaling.v1.Scale':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec ScaleSpec; status ScaleStatus',
  'autoscaling.v1.ScaleSpec': 'replicas int32',
  'autoscaling.v1.ScaleStatus': 'replicas int32 required; selector string',
  'autoscaling.v2.ContainerResourceMetricSource':
    'container string required; name string required go=v1.ResourceName; target MetricTarget required',
  'autoscaling.v2.ContainerResourceMetricStatus':
    'container string required; current MetricValueStatus required; name string required go=v1.ResourceName',
  'autoscaling.v2.CrossVersionObjectReference':
    'apiVersion string; kind string required; name string required',
  'autoscaling.v2.ExternalMetricSource': 'metric MetricIdentifier required; target MetricTarget required',
  'autoscaling.v2.ExternalMetricStatus':
    'current MetricValueStatus required; metric MetricIdentifier required',
  'autoscaling.v2.HPAScalingPolicy':
    'periodSeconds int32 required; type string required go=v2.HPAScalingPolicyType; value int32 required',
  'autoscaling.v2.HPAScalingRules':
    'policies HPAScalingPolicy[]; selectPolicy string go=v2.ScalingPolicySelect; stabilizationWindowSeconds int32; tolerance Quantity',
  'autoscaling.v2.HorizontalPodAutoscaler':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec HorizontalPodAutoscalerSpec; status HorizontalPodAutoscalerStatus',
  'autoscaling.v2.HorizontalPodAutoscalerBehavior': 'scaleDown HPAScalingRules; scaleUp HPAScalingRules',
  'autoscaling.v2.HorizontalPodAutoscalerCondition':
    'lastTransitionTime Time; message string; reason string; status string required go=v1.ConditionStatus; type string required go=v2.HorizontalPodAutoscalerConditionType',
  'autoscaling.v2.HorizontalPodAutoscalerSpec':
    'behavior HorizontalPodAutoscalerBehavior; maxReplicas int32 required; metrics MetricSpec[]; minReplicas int32; scaleTargetRef CrossVersionObjectReference required',
  'autoscaling.v2.HorizontalPodAutoscalerStatus':
    'conditions HorizontalPodAutoscalerCondition[type] merge=type; currentMetrics MetricStatus[]; currentReplicas int32; desiredReplicas int32 required; lastScaleTime Time; observedGeneration int64',
  'autoscaling.v2.MetricIdentifier': 'name string required; selector meta.v1.LabelSelector',
  'autoscaling.v2.MetricSpec':
    'containerResource ContainerResourceMetricSource; external ExternalMetricSource; object ObjectMetricSource; pods PodsMetricSource; resource ResourceMetricSource; type string required go=v2.MetricSourceType',
  'autoscaling.v2.MetricStatus':
    'containerResource ContainerResourceMetricStatus; external ExternalMetricStatus; object ObjectMetricStatus; pods PodsMetricStatus; resource ResourceMetricStatus; type string required go=v2.MetricSourceType',
  'autoscaling.v2.MetricTarget':
    'averageUtilization int32; averageValue Quantity; type string required go=v2.MetricTargetType; value Quantity',
  'autoscaling.v2.MetricValueStatus': 'averageUtilization int32; averageValue Quantity; value Quantity',
  'autoscaling.v2.ObjectMetricSource':
    'describedObject CrossVersionObjectReference required; metric MetricIdentifier required; target MetricTarget required',
  'autoscaling.v2.ObjectMetricStatus':
    'current MetricValueStatus required; describedObject CrossVersionObjectReference required; metric MetricIdentifier required',
  'autoscaling.v2.PodsMetricSource': 'metric MetricIdentifier required; target MetricTarget required',
  'autoscaling.v2.PodsMetricStatus': 'current MetricValueStatus required; metric MetricIdentifier required',
  'autoscaling.v2.ResourceMetricSource':
    'name string required go=v1.ResourceName; target MetricTarget required',
  'autoscaling.v2.ResourceMetricStatus':
    'current MetricValueStatus required; name string required go=v1.ResourceName',
  'batch.v1.CronJob':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec CronJobSpec; status CronJobStatus',
  'batch.v1.CronJobSpec':
    'concurrencyPolicy string enum=Allow|Forbid|Replace go=v1.ConcurrencyPolicy; failedJobsHistoryLimit int32; jobTemplate JobTemplateSpec required; schedule string required; startingDeadlineSeconds int64; successfulJobsHistoryLimit int32; suspend bool; timeZone string',
  'batch.v1.CronJobStatus':
    'active core.v1.ObjectReference[]; lastScheduleTime Time; lastSuccessfulTime Time',
  'batch.v1.Job':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec JobSpec; status JobStatus',
  'batch.v1.JobCondition':
    'lastProbeTime Time; lastTransitionTime Time; message string; reason string; status string required go=v1.ConditionStatus; type string required go=v1.JobConditionType',
  'batch.v1.JobSpec':
    'activeDeadlineSeconds int64; backoffLimit int32; backoffLimitPerIndex int32; completionMode string enum=Indexed|NonIndexed go=v1.CompletionMode; completions int32; managedBy string; manualSelector bool; maxFailedIndexes int32; parallelism int32; podFailurePolicy PodFailurePolicy; podReplacementPolicy string enum=Failed|TerminatingOrFailed go=v1.PodReplacementPolicy; selector meta.v1.LabelSelector; successPolicy SuccessPolicy; suspend bool; template core.v1.PodTemplateSpec required; ttlSecondsAfterFinished int32',
  'batch.v1.JobStatus':
    'active int32; completedIndexes string; completionTime Time; conditions JobCondition[] merge=type; failed int32; failedIndexes string; ready int32; startTime Time; succeeded int32; terminating int32; uncountedTerminatedPods UncountedTerminatedPods',
  'batch.v1.JobTemplateSpec': 'metadata meta.v1.ObjectMeta; spec JobSpec',
  'batch.v1.PodFailurePolicy': 'rules PodFailurePolicyRule[] required',
  'batch.v1.PodFailurePolicyOnExitCodesRequirement':
    'containerName string; operator string required enum=In|NotIn go=v1.PodFailurePolicyOnExitCodesOperator; values int32[set] required',
  'batch.v1.PodFailurePolicyOnPodConditionsPattern':
    'status string go=v1.ConditionStatus; type string required go=v1.PodConditionType',
  'batch.v1.PodFailurePolicyRule':
    'action string required enum=Count|FailIndex|FailJob|Ignore go=v1.PodFailurePolicyAction; onExitCodes PodFailurePolicyOnExitCodesRequirement; onPodConditions PodFailurePolicyOnPodConditionsPattern[]',
  'batch.v1.SuccessPolicy': 'rules SuccessPolicyRule[] required',
  'batch.v1.SuccessPolicyRule': 'succeededCount int32; succeededIndexes string',
  'batch.v1.UncountedTerminatedPods':
    'failed string[set] go=[]types.UID; succeeded string[set] go=[]types.UID',
  'coordination.v1.Lease': 'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec LeaseSpec',
  'coordination.v1.LeaseSpec':
    'acquireTime MicroTime; holderIdentity string; leaseDurationSeconds int32; leaseTransitions int32; preferredHolder string; renewTime MicroTime; strategy string go=v1.CoordinatedLeaseStrategy',
  'core.v1.AWSElasticBlockStoreVolumeSource':
    'fsType string; partition int32; readOnly bool; volumeID string required',
  'core.v1.Affinity': 'nodeAffinity NodeAffinity; podAffinity PodAffinity; podAntiAffinity PodAntiAffinity',
  'core.v1.AppArmorProfile':
    'localhostProfile string; type string required enum=Localhost|RuntimeDefault|Unconfined go=v1.AppArmorProfileType',
  'core.v1.AttachedVolume': 'devicePath string required; name string required go=v1.UniqueVolumeName',
  'core.v1.AzureDiskVolumeSource':
    'cachingMode string enum=None|ReadOnly|ReadWrite go=v1.AzureDataDiskCachingMode; diskName string required; diskURI string required; fsType string; kind string enum=Dedicated|Managed|Shared go=v1.AzureDataDiskKind; readOnly bool',
  'core.v1.AzureFilePersistentVolumeSource':
    'readOnly bool; secretName string required; secretNamespace string; shareName string required',
  'core.v1.AzureFileVolumeSource': 'readOnly bool; secretName string required; shareName string required',
  'core.v1.Binding':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; target ObjectReference required',
  'core.v1.CSIPersistentVolumeSource':
    'controllerExpandSecretRef SecretReference; controllerPublishSecretRef SecretReference; driver string required; fsType string; nodeExpandSecretRef SecretReference; nodePublishSecretRef SecretReference; nodeStageSecretRef SecretReference; readOnly bool; volumeAttributes string{}; volumeHandle string required',
  'core.v1.CSIVolumeSource':
    'driver string required; fsType string; nodePublishSecretRef LocalObjectReference; readOnly bool; volumeAttributes string{}',
  'core.v1.Capabilities': 'add string[] go=[]v1.Capability; drop string[] go=[]v1.Capability',
  'core.v1.CephFSPersistentVolumeSource':
    'monitors string[] required; path string; readOnly bool; secretFile string; secretRef SecretReference; user string',
  'core.v1.CephFSVolumeSource':
    'monitors string[] required; path string; readOnly bool; secretFile string; secretRef LocalObjectReference; user string',
  'core.v1.CinderPersistentVolumeSource':
    'fsType string; readOnly bool; secretRef SecretReference; volumeID string required',
  'core.v1.CinderVolumeSource':
    'fsType string; readOnly bool; secretRef LocalObjectReference; volumeID string required',
  'core.v1.ClientIPConfig': 'timeoutSeconds int32',
  'core.v1.ClusterTrustBundleProjection':
    'labelSelector meta.v1.LabelSelector; name string; optional bool; path string required; signerName string',
  'core.v1.ConfigMap':
    'apiVersion string; binaryData bytes{}; data string{}; immutable bool; kind string; metadata meta.v1.ObjectMeta',
  'core.v1.ConfigMapEnvSource': 'name string in=LocalObjectReference; optional bool',
  'core.v1.ConfigMapKeySelector':
    'atomic; key string required; name string in=LocalObjectReference; optional bool',
  'core.v1.ConfigMapNodeConfigSource':
    'kubeletConfigKey string required; name string required; namespace string required; resourceVersion string; uid string go=types.UID',
  'core.v1.ConfigMapProjection': 'items KeyToPath[]; name string in=LocalObjectReference; optional bool',
  'core.v1.ConfigMapVolumeSource':
    'defaultMode int32; items KeyToPath[]; name string in=LocalObjectReference; optional bool',
  'core.v1.Container':
    'args string[]; command string[]; env EnvVar[name] merge=name; envFrom EnvFromSource[]; image string; imagePullPolicy string enum=Always|IfNotPresent|Never go=v1.PullPolicy; lifecycle Lifecycle; livenessProbe Probe; name string required; ports ContainerPort[containerPort,protocol] merge=containerPort; readinessProbe Probe; resizePolicy ContainerResizePolicy[]; resources ResourceRequirements; restartPolicy string go=v1.ContainerRestartPolicy; restartPolicyRules ContainerRestartRule[]; securityContext SecurityContext; startupProbe Probe; stdin bool; stdinOnce bool; terminationMessagePath string; terminationMessagePolicy string enum=FallbackToLogsOnError|File go=v1.TerminationMessagePolicy; tty bool; volumeDevices VolumeDevice[devicePath] merge=devicePath; volumeMounts VolumeMount[mountPath] merge=mountPath; workingDir string',
  'core.v1.ContainerExtendedResourceRequest':
    'containerName string required; requestName string required; resourceName string required',
  'core.v1.ContainerImage': 'names string[]; sizeBytes int64',
  'core.v1.ContainerPort':
    'containerPort int32 required; hostIP string; hostPort int32; name string; protocol string enum=SCTP|TCP|UDP go=v1.Protocol',
  'core.v1.ContainerResizePolicy':
    'resourceName string required go=v1.ResourceName; restartPolicy string required go=v1.ResourceResizeRestartPolicy',
  'core.v1.ContainerRestartRule':
    'action string required go=v1.ContainerRestartRuleAction; exitCodes ContainerRestartRuleOnExitCodes',
  'core.v1.ContainerRestartRuleOnExitCodes':
    'operator string required go=v1.ContainerRestartRuleOnExitCodesOperator; values int32[set]',
  'core.v1.ContainerState':
    'running ContainerStateRunning; terminated ContainerStateTerminated; waiting ContainerStateWaiting',
  'core.v1.ContainerStateRunning': 'startedAt Time',
  'core.v1.ContainerStateTerminated':
    'containerID string; exitCode int32 required; finishedAt Time; message string; reason string; signal int32; startedAt Time',
  'core.v1.ContainerStateWaiting': 'message string; reason string',
  'core.v1.ContainerStatus':
    'allocatedResources Quantity{} go=v1.ResourceList; allocatedResourcesStatus ResourceStatus[name] merge=name; containerID string; image string required; imageID string required; lastState ContainerState; name string required; ready bool required; resources ResourceRequirements; restartCount int32 required; started bool; state ContainerState; stopSignal string enum=SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ go=v1.Signal; user ContainerUser; volumeMounts VolumeMountStatus[mountPath] merge=mountPath',
  'core.v1.ContainerUser': 'linux LinuxContainerUser',
  'core.v1.DaemonEndpoint': 'Port int32 required',
  'core.v1.DownwardAPIProjection': 'items DownwardAPIVolumeFile[]',
  'core.v1.DownwardAPIVolumeFile':
    'fieldRef ObjectFieldSelector; mode int32; path string required; resourceFieldRef ResourceFieldSelector',
  'core.v1.DownwardAPIVolumeSource': 'defaultMode int32; items DownwardAPIVolumeFile[]',
  'core.v1.EmptyDirVolumeSource': 'medium string go=v1.StorageMedium; sizeLimit Quantity',
  'core.v1.EndpointAddress':
    'atomic; hostname string; ip string required; nodeName string; targetRef ObjectReference',
  'core.v1.EndpointPort':
    'atomic; appProtocol string; name string; port int32 required; protocol string enum=SCTP|TCP|UDP go=v1.Protocol',
  'core.v1.EndpointSubset':
    'addresses EndpointAddress[]; notReadyAddresses EndpointAddress[]; ports EndpointPort[]',
  'core.v1.Endpoints':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; subsets EndpointSubset[]',
  'core.v1.EnvFromSource': 'configMapRef ConfigMapEnvSource; prefix string; secretRef SecretEnvSource',
  'core.v1.EnvVar': 'name string required; value string; valueFrom EnvVarSource',
  'core.v1.EnvVarSource':
    'configMapKeyRef ConfigMapKeySelector; fieldRef ObjectFieldSelector; fileKeyRef FileKeySelector; resourceFieldRef ResourceFieldSelector; secretKeyRef SecretKeySelector',
  'core.v1.EphemeralContainer':
    'args string[] in=EphemeralContainerCommon; command string[] in=EphemeralContainerCommon; env EnvVar[name] merge=name in=EphemeralContainerCommon; envFrom EnvFromSource[] in=EphemeralContainerCommon; image string in=EphemeralContainerCommon; imagePullPolicy string enum=Always|IfNotPresent|Never go=v1.PullPolicy in=EphemeralContainerCommon; lifecycle Lifecycle in=EphemeralContainerCommon; livenessProbe Probe in=EphemeralContainerCommon; name string required in=EphemeralContainerCommon; ports ContainerPort[containerPort,protocol] merge=containerPort in=EphemeralContainerCommon; readinessProbe Probe in=EphemeralContainerCommon; resizePolicy ContainerResizePolicy[] in=EphemeralContainerCommon; resources ResourceRequirements in=EphemeralContainerCommon; restartPolicy string go=v1.ContainerRestartPolicy in=EphemeralContainerCommon; restartPolicyRules ContainerRestartRule[] in=EphemeralContainerCommon; securityContext SecurityContext in=EphemeralContainerCommon; startupProbe Probe in=EphemeralContainerCommon; stdin bool in=EphemeralContainerCommon; stdinOnce bool in=EphemeralContainerCommon; targetContainerName string; terminationMessagePath string in=EphemeralContainerCommon; terminationMessagePolicy string enum=FallbackToLogsOnError|File go=v1.TerminationMessagePolicy in=EphemeralContainerCommon; tty bool in=EphemeralContainerCommon; volumeDevices VolumeDevice[devicePath] merge=devicePath in=EphemeralContainerCommon; volumeMounts VolumeMount[mountPath] merge=mountPath in=EphemeralContainerCommon; workingDir string in=EphemeralContainerCommon',
  'core.v1.EphemeralVolumeSource': 'volumeClaimTemplate PersistentVolumeClaimTemplate',
  'core.v1.Event':
    'action string; apiVersion string; count int32; eventTime MicroTime; firstTimestamp Time; involvedObject ObjectReference required; kind string; lastTimestamp Time; message string; metadata meta.v1.ObjectMeta required; reason string; related ObjectReference; reportingComponent string; reportingInstance string; series EventSeries; source EventSource; type string',
  'core.v1.EventSeries': 'count int32; lastObservedTime MicroTime',
  'core.v1.EventSource': 'component string; host string',
  'core.v1.ExecAction': 'command string[]',
  'core.v1.FCVolumeSource': 'fsType string; lun int32; readOnly bool; targetWWNs string[]; wwids string[]',
  'core.v1.FileKeySelector':
    'atomic; key string required; optional bool; path string required; volumeName string required',
  'core.v1.FlexPersistentVolumeSource':
    'driver string required; fsType string; options string{}; readOnly bool; secretRef SecretReference',
  'core.v1.FlexVolumeSource':
    'driver string required; fsType string; options string{}; readOnly bool; secretRef LocalObjectReference',
  'core.v1.FlockerVolumeSource': 'datasetName string; datasetUUID string',
  'core.v1.GCEPersistentDiskVolumeSource':
    'fsType string; partition int32; pdName string required; readOnly bool',
  'core.v1.GRPCAction': 'port int32 required; service string',
  'core.v1.GitRepoVolumeSource': 'directory string; repository string required; revision string',
  'core.v1.GlusterfsPersistentVolumeSource':
    'endpoints string required; endpointsNamespace string; path string required; readOnly bool',
  'core.v1.GlusterfsVolumeSource': 'endpoints string required; path string required; readOnly bool',
  'core.v1.HTTPGetAction':
    'host string; httpHeaders HTTPHeader[]; path string; port IntOrString required; scheme string enum=HTTP|HTTPS go=v1.URIScheme',
  'core.v1.HTTPHeader': 'name string required; value string required',
  'core.v1.HostAlias': 'hostnames string[]; ip string required',
  'core.v1.HostIP': 'ip string required',
  'core.v1.HostPathVolumeSource':
    'path string required; type string enum=|BlockDevice|CharDevice|Directory|DirectoryOrCreate|File|FileOrCreate|Socket go=v1.HostPathType',
  'core.v1.ISCSIPersistentVolumeSource':
    'chapAuthDiscovery bool; chapAuthSession bool; fsType string; initiatorName string; iqn string required; iscsiInterface string; lun int32 required; portals string[]; readOnly bool; secretRef SecretReference; targetPortal string required',
  'core.v1.ISCSIVolumeSource':
    'chapAuthDiscovery bool; chapAuthSession bool; fsType string; initiatorName string; iqn string required; iscsiInterface string; lun int32 required; portals string[]; readOnly bool; secretRef LocalObjectReference; targetPortal string required',
  'core.v1.ImageVolumeSource':
    'pullPolicy string enum=Always|IfNotPresent|Never go=v1.PullPolicy; reference string',
  'core.v1.KeyToPath': 'key string required; mode int32; path string required',
  'core.v1.Lifecycle':
    'postStart LifecycleHandler; preStop LifecycleHandler; stopSignal string enum=SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGRTMAX|SIGRTMAX-1|SIGRTMAX-10|SIGRTMAX-11|SIGRTMAX-12|SIGRTMAX-13|SIGRTMAX-14|SIGRTMAX-2|SIGRTMAX-3|SIGRTMAX-4|SIGRTMAX-5|SIGRTMAX-6|SIGRTMAX-7|SIGRTMAX-8|SIGRTMAX-9|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ go=v1.Signal',
  'core.v1.LifecycleHandler':
    'exec ExecAction; httpGet HTTPGetAction; sleep SleepAction; tcpSocket TCPSocketAction',
  'core.v1.LimitRange': 'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec LimitRangeSpec',
  'core.v1.LimitRangeItem':
    'default Quantity{} go=v1.ResourceList; defaultRequest Quantity{} go=v1.ResourceList; max Quantity{} go=v1.ResourceList; maxLimitRequestRatio Quantity{} go=v1.ResourceList; min Quantity{} go=v1.ResourceList; type string required go=v1.LimitType',
  'core.v1.LimitRangeSpec': 'limits LimitRangeItem[] required',
  'core.v1.LinuxContainerUser': 'gid int64 required; supplementalGroups int64[]; uid int64 required',
  'core.v1.LoadBalancerIngress':
    'hostname string; ip string; ipMode string go=v1.LoadBalancerIPMode; ports PortStatus[]',
  'core.v1.LoadBalancerStatus': 'ingress LoadBalancerIngress[]',
  'core.v1.LocalObjectReference': 'atomic; name string',
  'core.v1.LocalVolumeSource': 'fsType string; path string required',
  'core.v1.ModifyVolumeStatus':
    'status string required enum=InProgress|Infeasible|Pending go=v1.PersistentVolumeClaimModifyVolumeStatus; targetVolumeAttributesClassName string',
  'core.v1.NFSVolumeSource': 'path string required; readOnly bool; server string required',
  'core.v1.Namespace':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec NamespaceSpec; status NamespaceStatus',
  'core.v1.NamespaceCondition':
    'lastTransitionTime Time; message string; reason string; status string required go=v1.ConditionStatus; type string required go=v1.NamespaceConditionType',
  'core.v1.NamespaceSpec': 'finalizers string[] go=[]v1.FinalizerName',
  'core.v1.NamespaceStatus':
    'conditions NamespaceCondition[type] merge=type; phase string enum=Active|Terminating go=v1.NamespacePhase',
  'core.v1.Node':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec NodeSpec; status NodeStatus',
  'core.v1.NodeAddress': 'address string required; type string required go=v1.NodeAddressType',
  'core.v1.NodeAffinity':
    'preferredDuringSchedulingIgnoredDuringExecution PreferredSchedulingTerm[]; requiredDuringSchedulingIgnoredDuringExecution NodeSelector',
  'core.v1.NodeCondition':
    'lastHeartbeatTime Time; lastTransitionTime Time; message string; reason string; status string required go=v1.ConditionStatus; type string required go=v1.NodeConditionType',
  'core.v1.NodeConfigSource': 'configMap ConfigMapNodeConfigSource',
  'core.v1.NodeConfigStatus':
    'active NodeConfigSource; assigned NodeConfigSource; error string; lastKnownGood NodeConfigSource',
  'core.v1.NodeDaemonEndpoints': 'kubeletEndpoint DaemonEndpoint',
  'core.v1.NodeFeatures': 'supplementalGroupsPolicy bool',
  'core.v1.NodeRuntimeHandler': 'features NodeRuntimeHandlerFeatures; name string',
  'core.v1.NodeRuntimeHandlerFeatures': 'recursiveReadOnlyMounts bool; userNamespaces bool',
  'core.v1.NodeSelector': 'atomic; nodeSelectorTerms NodeSelectorTerm[] required',
  'core.v1.NodeSelectorRequirement':
    'key string required; operator string required enum=DoesNotExist|Exists|Gt|In|Lt|NotIn go=v1.NodeSelectorOperator; values string[]',
  'core.v1.NodeSelectorTerm':
    'atomic; matchExpressions NodeSelectorRequirement[]; matchFields NodeSelectorRequirement[]',
  'core.v1.NodeSpec':
    'configSource NodeConfigSource; externalID string; podCIDR string; podCIDRs string[set] merge; providerID string; taints Taint[]; unschedulable bool',
  'core.v1.NodeStatus':
    'addresses NodeAddress[type] merge=type; allocatable Quantity{} go=v1.ResourceList; capacity Quantity{} go=v1.ResourceList; conditions NodeCondition[type] merge=type; config NodeConfigStatus; daemonEndpoints NodeDaemonEndpoints; declaredFeatures string[]; features NodeFeatures; images ContainerImage[]; nodeInfo NodeSystemInfo; phase string enum=Pending|Running|Terminated go=v1.NodePhase; runtimeHandlers NodeRuntimeHandler[]; volumesAttached AttachedVolume[]; volumesInUse string[] go=[]v1.UniqueVolumeName',
  'core.v1.NodeSwapStatus': 'capacity int64',
  'core.v1.NodeSystemInfo':
    'architecture string required; bootID string required; containerRuntimeVersion string required; kernelVersion string required; kubeProxyVersion string required; kubeletVersion string required; machineID string required; operatingSystem string required; osImage string required; swap NodeSwapStatus; systemUUID string required',
  'core.v1.ObjectFieldSelector': 'atomic; apiVersion string; fieldPath string required',
  'core.v1.ObjectReference':
    'atomic; apiVersion string; fieldPath string; kind string; name string; namespace string; resourceVersion string; uid string go=types.UID',
  'core.v1.PersistentVolume':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec PersistentVolumeSpec; status PersistentVolumeStatus',
  'core.v1.PersistentVolumeClaim':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec PersistentVolumeClaimSpec; status PersistentVolumeClaimStatus',
  'core.v1.PersistentVolumeClaimCondition':
    'lastProbeTime Time; lastTransitionTime Time; message string; reason string; status string required go=v1.ConditionStatus; type string required go=v1.PersistentVolumeClaimConditionType',
  'core.v1.PersistentVolumeClaimSpec':
    'accessModes string[] go=[]v1.PersistentVolumeAccessMode; dataSource TypedLocalObjectReference; dataSourceRef TypedObjectReference; resources VolumeResourceRequirements; selector meta.v1.LabelSelector; storageClassName string; volumeAttributesClassName string; volumeMode string enum=Block|Filesystem go=v1.PersistentVolumeMode; volumeName string',
  'core.v1.PersistentVolumeClaimStatus':
    'accessModes string[] go=[]v1.PersistentVolumeAccessMode; allocatedResourceStatuses string{} go=map[v1.ResourceName]v1.ClaimResourceStatus; allocatedResources Quantity{} go=v1.ResourceList; capacity Quantity{} go=v1.ResourceList; conditions PersistentVolumeClaimCondition[type] merge=type; currentVolumeAttributesClassName string; modifyVolumeStatus ModifyVolumeStatus; phase string enum=Bound|Lost|Pending go=v1.PersistentVolumeClaimPhase',
  'core.v1.PersistentVolumeClaimTemplate':
    'metadata meta.v1.ObjectMeta; spec PersistentVolumeClaimSpec required',
  'core.v1.PersistentVolumeClaimVolumeSource': 'claimName string required; readOnly bool',
  'core.v1.PersistentVolumeSpec':
    'accessModes string[] go=[]v1.PersistentVolumeAccessMode; awsElasticBlockStore AWSElasticBlockStoreVolumeSource in=PersistentVolumeSource; azureDisk AzureDiskVolumeSource in=PersistentVolumeSource; azureFile AzureFilePersistentVolumeSource in=PersistentVolumeSource; capacity Quantity{} go=v1.ResourceList; cephfs CephFSPersistentVolumeSource in=PersistentVolumeSource; cinder CinderPersistentVolumeSource in=PersistentVolumeSource; claimRef ObjectReference; csi CSIPersistentVolumeSource in=PersistentVolumeSource; fc FCVolumeSource in=PersistentVolumeSource; flexVolume FlexPersistentVolumeSource in=PersistentVolumeSource; flocker FlockerVolumeSource in=PersistentVolumeSource; gcePersistentDisk GCEPersistentDiskVolumeSource in=PersistentVolumeSource; glusterfs GlusterfsPersistentVolumeSource in=PersistentVolumeSource; hostPath HostPathVolumeSource in=PersistentVolumeSource; iscsi ISCSIPersistentVolumeSource in=PersistentVolumeSource; local LocalVolumeSource in=PersistentVolumeSource; mountOptions string[]; nfs NFSVolumeSource in=PersistentVolumeSource; nodeAffinity VolumeNodeAffinity; persistentVolumeReclaimPolicy string enum=Delete|Recycle|Retain go=v1.PersistentVolumeReclaimPolicy; photonPersistentDisk PhotonPersistentDiskVolumeSource in=PersistentVolumeSource; portworxVolume PortworxVolumeSource in=PersistentVolumeSource; quobyte QuobyteVolumeSource in=PersistentVolumeSource; rbd RBDPersistentVolumeSource in=PersistentVolumeSource; scaleIO ScaleIOPersistentVolumeSource in=PersistentVolumeSource; storageClassName string; storageos StorageOSPersistentVolumeSource in=PersistentVolumeSource; volumeAttributesClassName string; volumeMode string enum=Block|Filesystem go=v1.PersistentVolumeMode; vsphereVolume VsphereVirtualDiskVolumeSource in=PersistentVolumeSource',
  'core.v1.PersistentVolumeStatus':
    'lastPhaseTransitionTime Time; message string; phase string enum=Available|Bound|Failed|Pending|Released go=v1.PersistentVolumePhase; reason string',
  'core.v1.PhotonPersistentDiskVolumeSource': 'fsType string; pdID string required',
  'core.v1.Pod':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec PodSpec; status PodStatus',
  'core.v1.PodAffinity':
    'preferredDuringSchedulingIgnoredDuringExecution WeightedPodAffinityTerm[]; requiredDuringSchedulingIgnoredDuringExecution PodAffinityTerm[]',
  'core.v1.PodAffinityTerm':
    'labelSelector meta.v1.LabelSelector; matchLabelKeys string[]; mismatchLabelKeys string[]; namespaceSelector meta.v1.LabelSelector; namespaces string[]; topologyKey string required',
  'core.v1.PodAntiAffinity':
    'preferredDuringSchedulingIgnoredDuringExecution WeightedPodAffinityTerm[]; requiredDuringSchedulingIgnoredDuringExecution PodAffinityTerm[]',
  'core.v1.PodCertificateProjection':
    'certificateChainPath string; credentialBundlePath string; keyPath string; keyType string required; maxExpirationSeconds int32; signerName string required; userAnnotations string{}',
  'core.v1.PodCondition':
    'lastProbeTime Time; lastTransitionTime Time; message string; observedGeneration int64; reason string; status string required go=v1.ConditionStatus; type string required go=v1.PodConditionType',
  'core.v1.PodDNSConfig': 'nameservers string[]; options PodDNSConfigOption[]; searches string[]',
  'core.v1.PodDNSConfigOption': 'name string; value string',
  'core.v1.PodExtendedResourceClaimStatus':
    'requestMappings ContainerExtendedResourceRequest[] required; resourceClaimName string required',
  'core.v1.PodIP': 'ip string required',
  'core.v1.PodOS': 'name string required go=v1.OSName',
  'core.v1.PodReadinessGate': 'conditionType string required go=v1.PodConditionType',
  'core.v1.PodResourceClaim':
    'name string required; resourceClaimName string; resourceClaimTemplateName string',
  'core.v1.PodResourceClaimStatus': 'name string required; resourceClaimName string',
  'core.v1.PodSchedulingGate': 'name string required',
  'core.v1.PodSecurityContext':
    'appArmorProfile AppArmorProfile; fsGroup int64; fsGroupChangePolicy string enum=Always|OnRootMismatch go=v1.PodFSGroupChangePolicy; runAsGroup int64; runAsNonRoot bool; runAsUser int64; seLinuxChangePolicy string go=v1.PodSELinuxChangePolicy; seLinuxOptions SELinuxOptions; seccompProfile SeccompProfile; supplementalGroups int64[]; supplementalGroupsPolicy string enum=Merge|Strict go=v1.SupplementalGroupsPolicy; sysctls Sysctl[]; windowsOptions WindowsSecurityContextOptions',
  'core.v1.PodSpec':
    'activeDeadlineSeconds int64; affinity Affinity; automountServiceAccountToken bool; containers Container[name] required merge=name; dnsConfig PodDNSConfig; dnsPolicy string enum=ClusterFirst|ClusterFirstWithHostNet|Default|None go=v1.DNSPolicy; enableServiceLinks bool; ephemeralContainers EphemeralContainer[name] merge=name; hostAliases HostAlias[ip] merge=ip; hostIPC bool; hostNetwork bool; hostPID bool; hostUsers bool; hostname string; hostnameOverride string; imagePullSecrets LocalObjectReference[name] merge=name; initContainers Container[name] merge=name; nodeName string; nodeSelector string{} atomic; os PodOS; overhead Quantity{} go=v1.ResourceList; preemptionPolicy string enum=Never|PreemptLowerPriority go=v1.PreemptionPolicy; priority int32; priorityClassName string; readinessGates PodReadinessGate[]; resourceClaims PodResourceClaim[name] merge=name retainKeys; resources ResourceRequirements; restartPolicy string enum=Always|Never|OnFailure go=v1.RestartPolicy; runtimeClassName string; schedulerName string; schedulingGates PodSchedulingGate[name] merge=name; securityContext PodSecurityContext; serviceAccount string; serviceAccountName string; setHostnameAsFQDN bool; shareProcessNamespace bool; subdomain string; terminationGracePeriodSeconds int64; tolerations Toleration[]; topologySpreadConstraints TopologySpreadConstraint[topologyKey,whenUnsatisfiable] merge=topologyKey; volumes Volume[name] merge=name retainKeys; workloadRef WorkloadReference',
  'core.v1.PodStatus':
    'allocatedResources Quantity{} go=v1.ResourceList; conditions PodCondition[type] merge=type; containerStatuses ContainerStatus[]; ephemeralContainerStatuses ContainerStatus[]; extendedResourceClaimStatus PodExtendedResourceClaimStatus; hostIP string; hostIPs HostIP[] merge=ip; initContainerStatuses ContainerStatus[]; message string; nominatedNodeName string; observedGeneration int64; phase string enum=Failed|Pending|Running|Succeeded|Unknown go=v1.PodPhase; podIP string; podIPs PodIP[ip] merge=ip; qosClass string enum=BestEffort|Burstable|Guaranteed go=v1.PodQOSClass; reason string; resize string go=v1.PodResizeStatus; resourceClaimStatuses PodResourceClaimStatus[name] merge=name retainKeys; resources ResourceRequirements; startTime Time',
  'core.v1.PodTemplateSpec': 'metadata meta.v1.ObjectMeta; spec PodSpec',
  'core.v1.PortStatus':
    'error string; port int32 required; protocol string required enum=SCTP|TCP|UDP go=v1.Protocol',
  'core.v1.PortworxVolumeSource': 'fsType string; readOnly bool; volumeID string required',
  'core.v1.PreferredSchedulingTerm': 'preference NodeSelectorTerm required; weight int32 required',
  'core.v1.Probe':
    'exec ExecAction in=ProbeHandler; failureThreshold int32; grpc GRPCAction in=ProbeHandler; httpGet HTTPGetAction in=ProbeHandler; initialDelaySeconds int32; periodSeconds int32; successThreshold int32; tcpSocket TCPSocketAction in=ProbeHandler; terminationGracePeriodSeconds int64; timeoutSeconds int32',
  'core.v1.ProjectedVolumeSource': 'defaultMode int32; sources VolumeProjection[]',
  'core.v1.QuobyteVolumeSource':
    'group string; readOnly bool; registry string required; tenant string; user string; volume string required',
  'core.v1.RBDPersistentVolumeSource':
    'fsType string; image string required; keyring string; monitors string[] required; pool string; readOnly bool; secretRef SecretReference; user string',
  'core.v1.RBDVolumeSource':
    'fsType string; image string required; keyring string; monitors string[] required; pool string; readOnly bool; secretRef LocalObjectReference; user string',
  'core.v1.ResourceClaim': 'name string required; request string',
  'core.v1.ResourceFieldSelector': 'atomic; containerName string; divisor Quantity; resource string required',
  'core.v1.ResourceHealth':
    'health string go=v1.ResourceHealthStatus; resourceID string required go=v1.ResourceID',
  'core.v1.ResourceQuota':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec ResourceQuotaSpec; status ResourceQuotaStatus',
  'core.v1.ResourceQuotaSpec':
    'hard Quantity{} go=v1.ResourceList; scopeSelector ScopeSelector; scopes string[] go=[]v1.ResourceQuotaScope',
  'core.v1.ResourceQuotaStatus': 'hard Quantity{} go=v1.ResourceList; used Quantity{} go=v1.ResourceList',
  'core.v1.ResourceRequirements':
    'claims ResourceClaim[name]; limits Quantity{} go=v1.ResourceList; requests Quantity{} go=v1.ResourceList',
  'core.v1.ResourceStatus': 'name string required go=v1.ResourceName; resources ResourceHealth[resourceID]',
  'core.v1.SELinuxOptions': 'level string; role string; type string; user string',
  'core.v1.ScaleIOPersistentVolumeSource':
    'fsType string; gateway string required; protectionDomain string; readOnly bool; secretRef SecretReference required; sslEnabled bool; storageMode string; storagePool string; system string required; volumeName string',
  'core.v1.ScaleIOVolumeSource':
    'fsType string; gateway string required; protectionDomain string; readOnly bool; secretRef LocalObjectReference required; sslEnabled bool; storageMode string; storagePool string; system string required; volumeName string',
  'core.v1.ScopeSelector': 'atomic; matchExpressions ScopedResourceSelectorRequirement[]',
  'core.v1.ScopedResourceSelectorRequirement':
    'operator string required enum=DoesNotExist|Exists|In|NotIn go=v1.ScopeSelectorOperator; scopeName string required enum=BestEffort|CrossNamespacePodAffinity|NotBestEffort|NotTerminating|PriorityClass|Terminating|VolumeAttributesClass go=v1.ResourceQuotaScope; values string[]',
  'core.v1.SeccompProfile':
    'localhostProfile string; type string required enum=Localhost|RuntimeDefault|Unconfined go=v1.SeccompProfileType',
  'core.v1.Secret':
    'apiVersion string; data bytes{}; immutable bool; kind string; metadata meta.v1.ObjectMeta; stringData string{}; type string go=v1.SecretType',
  'core.v1.SecretEnvSource': 'name string in=LocalObjectReference; optional bool',
  'core.v1.SecretKeySelector':
    'atomic; key string required; name string in=LocalObjectReference; optional bool',
  'core.v1.SecretProjection': 'items KeyToPath[]; name string in=LocalObjectReference; optional bool',
  'core.v1.SecretReference': 'atomic; name string; namespace string',
  'core.v1.SecretVolumeSource': 'defaultMode int32; items KeyToPath[]; optional bool; secretName string',
  'core.v1.SecurityContext':
    'allowPrivilegeEscalation bool; appArmorProfile AppArmorProfile; capabilities Capabilities; privileged bool; procMount string enum=Default|Unmasked go=v1.ProcMountType; readOnlyRootFilesystem bool; runAsGroup int64; runAsNonRoot bool; runAsUser int64; seLinuxOptions SELinuxOptions; seccompProfile SeccompProfile; windowsOptions WindowsSecurityContextOptions',
  'core.v1.Service':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec ServiceSpec; status ServiceStatus',
  'core.v1.ServiceAccount':
    'apiVersion string; automountServiceAccountToken bool; imagePullSecrets LocalObjectReference[]; kind string; metadata meta.v1.ObjectMeta; secrets ObjectReference[name] merge=name',
  'core.v1.ServiceAccountTokenProjection': 'audience string; expirationSeconds int64; path string required',
  'core.v1.ServicePort':
    'appProtocol string; name string; nodePort int32; port int32 required; protocol string enum=SCTP|TCP|UDP go=v1.Protocol; targetPort IntOrString',
  'core.v1.ServiceSpec':
    'allocateLoadBalancerNodePorts bool; clusterIP string; clusterIPs string[]; externalIPs string[]; externalName string; externalTrafficPolicy string enum=Cluster|Local go=v1.ServiceExternalTrafficPolicy; healthCheckNodePort int32; internalTrafficPolicy string enum=Cluster|Local go=v1.ServiceInternalTrafficPolicy; ipFamilies string[] go=[]v1.IPFamily; ipFamilyPolicy string enum=PreferDualStack|RequireDualStack|SingleStack go=v1.IPFamilyPolicy; loadBalancerClass string; loadBalancerIP string; loadBalancerSourceRanges string[]; ports ServicePort[port,protocol] merge=port; publishNotReadyAddresses bool; selector string{} atomic; sessionAffinity string enum=ClientIP|None go=v1.ServiceAffinity; sessionAffinityConfig SessionAffinityConfig; trafficDistribution string; type string enum=ClusterIP|ExternalName|LoadBalancer|NodePort go=v1.ServiceType',
  'core.v1.ServiceStatus': 'conditions meta.v1.Condition[type] merge=type; loadBalancer LoadBalancerStatus',
  'core.v1.SessionAffinityConfig': 'clientIP ClientIPConfig',
  'core.v1.SleepAction': 'seconds int64 required',
  'core.v1.StorageOSPersistentVolumeSource':
    'fsType string; readOnly bool; secretRef ObjectReference; volumeName string; volumeNamespace string',
  'core.v1.StorageOSVolumeSource':
    'fsType string; readOnly bool; secretRef LocalObjectReference; volumeName string; volumeNamespace string',
  'core.v1.Sysctl': 'name string required; value string required',
  'core.v1.TCPSocketAction': 'host string; port IntOrString required',
  'core.v1.Taint':
    'effect string required enum=NoExecute|NoSchedule|PreferNoSchedule go=v1.TaintEffect; key string required; timeAdded Time; value string',
  'core.v1.Toleration':
    'effect string enum=NoExecute|NoSchedule|PreferNoSchedule go=v1.TaintEffect; key string; operator string enum=Equal|Exists|Gt|Lt go=v1.TolerationOperator; tolerationSeconds int64; value string',
  'core.v1.TopologySelectorLabelRequirement': 'key string required; values string[] required',
  'core.v1.TopologySelectorTerm': 'atomic; matchLabelExpressions TopologySelectorLabelRequirement[]',
  'core.v1.TopologySpreadConstraint':
    'labelSelector meta.v1.LabelSelector; matchLabelKeys string[]; maxSkew int32 required; minDomains int32; nodeAffinityPolicy string enum=Honor|Ignore go=v1.NodeInclusionPolicy; nodeTaintsPolicy string enum=Honor|Ignore go=v1.NodeInclusionPolicy; topologyKey string required; whenUnsatisfiable string required enum=DoNotSchedule|ScheduleAnyway go=v1.UnsatisfiableConstraintAction',
  'core.v1.TypedLocalObjectReference': 'atomic; apiGroup string; kind string required; name string required',
  'core.v1.TypedObjectReference':
    'apiGroup string; kind string required; name string required; namespace string',
  'core.v1.Volume':
    'awsElasticBlockStore AWSElasticBlockStoreVolumeSource in=VolumeSource; azureDisk AzureDiskVolumeSource in=VolumeSource; azureFile AzureFileVolumeSource in=VolumeSource; cephfs CephFSVolumeSource in=VolumeSource; cinder CinderVolumeSource in=VolumeSource; configMap ConfigMapVolumeSource in=VolumeSource; csi CSIVolumeSource in=VolumeSource; downwardAPI DownwardAPIVolumeSource in=VolumeSource; emptyDir EmptyDirVolumeSource in=VolumeSource; ephemeral EphemeralVolumeSource in=VolumeSource; fc FCVolumeSource in=VolumeSource; flexVolume FlexVolumeSource in=VolumeSource; flocker FlockerVolumeSource in=VolumeSource; gcePersistentDisk GCEPersistentDiskVolumeSource in=VolumeSource; gitRepo GitRepoVolumeSource in=VolumeSource; glusterfs GlusterfsVolumeSource in=VolumeSource; hostPath HostPathVolumeSource in=VolumeSource; image ImageVolumeSource in=VolumeSource; iscsi ISCSIVolumeSource in=VolumeSource; name string required; nfs NFSVolumeSource in=VolumeSource; persistentVolumeClaim PersistentVolumeClaimVolumeSource in=VolumeSource; photonPersistentDisk PhotonPersistentDiskVolumeSource in=VolumeSource; portworxVolume PortworxVolumeSource in=VolumeSource; projected ProjectedVolumeSource in=VolumeSource; quobyte QuobyteVolumeSource in=VolumeSource; rbd RBDVolumeSource in=VolumeSource; scaleIO ScaleIOVolumeSource in=VolumeSource; secret SecretVolumeSource in=VolumeSource; storageos StorageOSVolumeSource in=VolumeSource; vsphereVolume VsphereVirtualDiskVolumeSource in=VolumeSource',
  'core.v1.VolumeDevice': 'devicePath string required; name string required',
  'core.v1.VolumeMount':
    'mountPath string required; mountPropagation string enum=Bidirectional|HostToContainer|None go=v1.MountPropagationMode; name string required; readOnly bool; recursiveReadOnly string go=v1.RecursiveReadOnlyMode; subPath string; subPathExpr string',
  'core.v1.VolumeMountStatus':
    'mountPath string required; name string required; readOnly bool; recursiveReadOnly string go=v1.RecursiveReadOnlyMode',
  'core.v1.VolumeNodeAffinity': 'required NodeSelector',
  'core.v1.VolumeProjection':
    'clusterTrustBundle ClusterTrustBundleProjection; configMap ConfigMapProjection; downwardAPI DownwardAPIProjection; podCertificate PodCertificateProjection; secret SecretProjection; serviceAccountToken ServiceAccountTokenProjection',
  'core.v1.VolumeResourceRequirements':
    'limits Quantity{} go=v1.ResourceList; requests Quantity{} go=v1.ResourceList',
  'core.v1.VsphereVirtualDiskVolumeSource':
    'fsType string; storagePolicyID string; storagePolicyName string; volumePath string required',
  'core.v1.WeightedPodAffinityTerm': 'podAffinityTerm PodAffinityTerm required; weight int32 required',
  'core.v1.WindowsSecurityContextOptions':
    'gmsaCredentialSpec string; gmsaCredentialSpecName string; hostProcess bool; runAsUserName string',
  'core.v1.WorkloadReference': 'name string required; podGroup string required; podGroupReplicaKey string',
  'discovery.v1.Endpoint':
    'addresses string[set] required; conditions EndpointConditions; deprecatedTopology string{}; hints EndpointHints; hostname string; nodeName string; targetRef core.v1.ObjectReference; zone string',
  'discovery.v1.EndpointConditions': 'ready bool; serving bool; terminating bool',
  'discovery.v1.EndpointHints': 'forNodes ForNode[]; forZones ForZone[]',
  'discovery.v1.EndpointPort':
    'atomic; appProtocol string; name string; port int32; protocol string enum=SCTP|TCP|UDP go=v1.Protocol',
  'discovery.v1.EndpointSlice':
    'addressType string required enum=FQDN|IPv4|IPv6 go=v1.AddressType; apiVersion string; endpoints Endpoint[] required; kind string; metadata meta.v1.ObjectMeta; ports EndpointPort[]',
  'discovery.v1.ForNode': 'name string required',
  'discovery.v1.ForZone': 'name string required',
  'events.v1.Event':
    'action string; apiVersion string; deprecatedCount int32; deprecatedFirstTimestamp Time; deprecatedLastTimestamp Time; deprecatedSource core.v1.EventSource; eventTime MicroTime required; kind string; metadata meta.v1.ObjectMeta; note string; reason string; regarding core.v1.ObjectReference; related core.v1.ObjectReference; reportingController string; reportingInstance string; series EventSeries; type string',
  'events.v1.EventSeries': 'count int32 required; lastObservedTime MicroTime required',
  'meta.v1.Condition':
    'lastTransitionTime Time required; message string required; observedGeneration int64; reason string required; status string required go=v1.ConditionStatus; type string required',
  'meta.v1.DeleteOptions':
    'apiVersion string; dryRun string[]; gracePeriodSeconds int64; ignoreStoreReadErrorWithClusterBreakingPotential bool; kind string; orphanDependents bool; preconditions Preconditions; propagationPolicy string go=v1.DeletionPropagation',
  'meta.v1.FieldSelectorRequirement':
    'key string required; operator string required go=v1.FieldSelectorOperator; values string[]',
  'meta.v1.LabelSelector': 'atomic; matchExpressions LabelSelectorRequirement[]; matchLabels string{}',
  'meta.v1.LabelSelectorRequirement':
    'key string required; operator string required go=v1.LabelSelectorOperator; values string[]',
  'meta.v1.ManagedFieldsEntry':
    'apiVersion string; fieldsType string; fieldsV1 any; manager string; operation string go=v1.ManagedFieldsOperationType; subresource string; time Time',
  'meta.v1.ObjectMeta':
    'annotations string{}; creationTimestamp Time; deletionGracePeriodSeconds int64; deletionTimestamp Time; finalizers string[set] merge; generateName string; generation int64; labels string{}; managedFields ManagedFieldsEntry[]; name string; namespace string; ownerReferences OwnerReference[uid] merge=uid; resourceVersion string; selfLink string; uid string go=types.UID',
  'meta.v1.OwnerReference':
    'atomic; apiVersion string required; blockOwnerDeletion bool; controller bool; kind string required; name string required; uid string required go=types.UID',
  'meta.v1.Preconditions': 'resourceVersion string; uid string go=types.UID',
  'networking.v1.HTTPIngressPath':
    'backend IngressBackend required; path string; pathType string required enum=Exact|ImplementationSpecific|Prefix go=v1.PathType',
  'networking.v1.HTTPIngressRuleValue': 'paths HTTPIngressPath[] required',
  'networking.v1.IPBlock': 'cidr string required; except string[]',
  'networking.v1.Ingress':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec IngressSpec; status IngressStatus',
  'networking.v1.IngressBackend': 'resource core.v1.TypedLocalObjectReference; service IngressServiceBackend',
  'networking.v1.IngressClass':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec IngressClassSpec',
  'networking.v1.IngressClassParametersReference':
    'apiGroup string; kind string required; name string required; namespace string; scope string',
  'networking.v1.IngressClassSpec': 'controller string; parameters IngressClassParametersReference',
  'networking.v1.IngressLoadBalancerIngress': 'hostname string; ip string; ports IngressPortStatus[]',
  'networking.v1.IngressLoadBalancerStatus': 'ingress IngressLoadBalancerIngress[]',
  'networking.v1.IngressPortStatus':
    'error string; port int32 required; protocol string required enum=SCTP|TCP|UDP go=v1.Protocol',
  'networking.v1.IngressRule': 'host string; http HTTPIngressRuleValue in=IngressRuleValue',
  'networking.v1.IngressServiceBackend': 'name string required; port ServiceBackendPort',
  'networking.v1.IngressSpec':
    'defaultBackend IngressBackend; ingressClassName string; rules IngressRule[]; tls IngressTLS[]',
  'networking.v1.IngressStatus': 'loadBalancer IngressLoadBalancerStatus',
  'networking.v1.IngressTLS': 'hosts string[]; secretName string',
  'networking.v1.NetworkPolicy':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec NetworkPolicySpec',
  'networking.v1.NetworkPolicyEgressRule': 'ports NetworkPolicyPort[]; to NetworkPolicyPeer[]',
  'networking.v1.NetworkPolicyIngressRule': 'from NetworkPolicyPeer[]; ports NetworkPolicyPort[]',
  'networking.v1.NetworkPolicyPeer':
    'ipBlock IPBlock; namespaceSelector meta.v1.LabelSelector; podSelector meta.v1.LabelSelector',
  'networking.v1.NetworkPolicyPort':
    'endPort int32; port IntOrString; protocol string enum=SCTP|TCP|UDP go=v1.Protocol',
  'networking.v1.NetworkPolicySpec':
    'egress NetworkPolicyEgressRule[]; ingress NetworkPolicyIngressRule[]; podSelector meta.v1.LabelSelector; policyTypes string[] go=[]v1.PolicyType',
  'networking.v1.ServiceBackendPort': 'atomic; name string; number int32',
  'policy.v1.Eviction':
    'apiVersion string; deleteOptions meta.v1.DeleteOptions; kind string; metadata meta.v1.ObjectMeta',
  'policy.v1.PodDisruptionBudget':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; spec PodDisruptionBudgetSpec; status PodDisruptionBudgetStatus',
  'policy.v1.PodDisruptionBudgetSpec':
    'maxUnavailable IntOrString; minAvailable IntOrString; selector meta.v1.LabelSelector replace; unhealthyPodEvictionPolicy string enum=AlwaysAllow|IfHealthyBudget go=v1.UnhealthyPodEvictionPolicyType',
  'policy.v1.PodDisruptionBudgetStatus':
    'conditions meta.v1.Condition[type] merge=type; currentHealthy int32 required; desiredHealthy int32 required; disruptedPods Time{} go=map[string]v1.Time; disruptionsAllowed int32 required; expectedPods int32 required; observedGeneration int64',
  'rbac.v1.AggregationRule': 'clusterRoleSelectors meta.v1.LabelSelector[]',
  'rbac.v1.ClusterRole':
    'aggregationRule AggregationRule; apiVersion string; kind string; metadata meta.v1.ObjectMeta; rules PolicyRule[]',
  'rbac.v1.ClusterRoleBinding':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; roleRef RoleRef required; subjects Subject[]',
  'rbac.v1.PolicyRule':
    'apiGroups string[]; nonResourceURLs string[]; resourceNames string[]; resources string[]; verbs string[] required',
  'rbac.v1.Role': 'apiVersion string; kind string; metadata meta.v1.ObjectMeta; rules PolicyRule[]',
  'rbac.v1.RoleBinding':
    'apiVersion string; kind string; metadata meta.v1.ObjectMeta; roleRef RoleRef required; subjects Subject[]',
  'rbac.v1.RoleRef': 'atomic; apiGroup string required; kind string required; name string required',
  'rbac.v1.Subject': 'atomic; apiGroup string; kind string required; name string required; namespace string',
  'scheduling.v1.PriorityClass':
    'apiVersion string; description string; globalDefault bool; kind string; metadata meta.v1.ObjectMeta; preemptionPolicy string enum=Never|PreemptLowerPriority go=v1.PreemptionPolicy; value int32 required',
  'storage.v1.StorageClass':
    'allowVolumeExpansion bool; allowedTopologies core.v1.TopologySelectorTerm[]; apiVersion string; kind string; metadata meta.v1.ObjectMeta; mountOptions string[]; parameters string{}; provisioner string required; reclaimPolicy string enum=Delete|Recycle|Retain go=v1.PersistentVolumeReclaimPolicy; volumeBindingMode string enum=Immediate|WaitForFirstConsumer go=v1.VolumeBindingMode',
}
