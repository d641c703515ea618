import { Button, CopyButton, Modal } from '@mantine/core'
import type { CanaryView } from '#shared/model/canary.ts'
import { specYaml } from './spec-yaml.ts'

export function SpecDialog({ canary, onClose }: { canary: CanaryView; onClose: () => void }) {
  const yaml = specYaml(canary)
  return (
    <Modal opened onClose={onClose} title={`${canary.name} as YAML`} size={600}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it. */}
      <pre className="diff" style={{ maxHeight: '60vh', overflow: 'auto' }} tabIndex={0}>
        {yaml}
      </pre>
      <div className="dialog-foot">
        <CopyButton value={yaml}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>}
        </CopyButton>
      </div>
    </Modal>
  )
}
