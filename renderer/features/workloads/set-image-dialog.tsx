import { Button, Modal, Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Workload } from '#shared/contract/workloads.ts'
import { core } from '../../bridge/client.ts'
import type { WorkloadRef } from '../../bridge/dialog-store.ts'
import { needsName } from '../../bridge/guard.ts'
import { go } from '../../bridge/route.ts'
import { useContexts, useWorkloads } from '../../bridge/streams.ts'
import { useCall } from '../../bridge/use-call.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Loading } from '../../ui/loading.tsx'
import { consequence, imageProblem, setImageCommand } from './set-image-form.ts'

interface Props {
  workload: WorkloadRef
  onClose: () => void
}

/** What `kubectl set image` does; with a canary it starts a run. */
export function SetImageDialog({ workload, onClose }: Props) {
  const stream = useWorkloads()
  const known = stream.data?.workloads.find(
    (w) => w.context === workload.context && w.namespace === workload.namespace && w.name === workload.name,
  )
  return (
    <Modal opened onClose={onClose} title={`Set image of ${workload.name}`} size={600}>
      {known !== undefined ? (
        <SetImageForm workload={known} onClose={onClose} />
      ) : stream.failure !== null ? (
        <FailureNotice failure={stream.failure} onRetry={stream.retry} about={workload.context} />
      ) : stream.data === null ? (
        <Loading>Reading the deployment.</Loading>
      ) : (
        <FailureNotice failure={{ code: 'not-found', kind: 'Deployment', ...workload }} />
      )}
    </Modal>
  )
}

function SetImageForm({ workload, onClose }: { workload: Workload; onClose: () => void }) {
  const form = useSetImage(workload, onClose)
  const { container, image, typed, mustType, set, unchanged } = form
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (form.ready) void set.run()
      }}
    >
      <div className="stack">
        <p className="second">
          {workload.context} / {workload.namespace}. {consequence(workload)}
        </p>
        {workload.containers.length > 1 && (
          <Select
            label="Container"
            allowDeselect={false}
            data={workload.containers.map((c) => c.name)}
            value={container}
            onChange={(name) => name !== null && form.choose(name)}
          />
        )}
        <TextInput
          data-autofocus
          label={workload.containers.length > 1 ? 'Image' : `Image of ${container}`}
          description={`Now ${form.current}`}
          spellCheck={false}
          autoComplete="off"
          styles={{ input: { fontFamily: 'var(--av-mono)', fontSize: 12 } }}
          value={image}
          error={imageProblem(image)}
          onChange={(event) => form.setImage(event.currentTarget.value)}
        />
        {mustType && (
          <TextInput
            label={`${workload.context} is protected. Type its name to go on`}
            autoComplete="off"
            spellCheck={false}
            value={typed}
            onChange={(event) => form.setTyped(event.currentTarget.value)}
          />
        )}
        <div className="row">
          <code className="command second">{setImageCommand(workload, container, image)}</code>
          <CopyButton text={setImageCommand(workload, container, image)} what="kubectl command" />
        </div>
        {unchanged && (
          <p className="second" role="status">
            The deployment already has this image; nothing was changed.
          </p>
        )}
        {set.failure !== null && <FailureNotice failure={set.failure} />}
      </div>
      <div className="dialog-foot">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="filled" loading={set.pending} disabled={!form.ready}>
          Set image
        </Button>
      </div>
    </form>
  )
}

function useSetImage(workload: Workload, onClose: () => void) {
  const { context, namespace, name } = workload
  const [container, setContainer] = useState(workload.containers[0]?.name ?? '')
  const currentOf = (which: string) => workload.containers.find((c) => c.name === which)?.image ?? ''
  const [image, setImage] = useState(currentOf(container))
  const [typed, setTyped] = useState('')
  const [unchanged, setUnchanged] = useState(false)
  const mustType = needsName(useContexts().data?.contexts ?? [], context)
  const ready =
    imageProblem(image) === null && image.trim() !== currentOf(container) && (!mustType || typed === context)
  const set = useCall(async () => {
    const ask = { context, namespace, deployment: name, container, image: image.trim() }
    const answer = await core.workloads.setImage(mustType ? { ...ask, confirm: typed } : ask)
    setUnchanged(!answer.changed)
    if (!answer.changed) return
    onClose()
    const { canary } = workload
    if (canary?.role === 'target') go({ page: 'canary', context, namespace, name: canary.name })
  })
  const choose = (which: string) => {
    setContainer(which)
    setImage(currentOf(which))
  }
  const current = currentOf(container)
  return { container, choose, image, setImage, current, typed, setTyped, mustType, ready, set, unchanged }
}
