import { ViewFrame } from '../parts/view-frame.tsx'
import { useWords } from '../state/use-words.ts'
import { ClockPanel } from './clock-panel.tsx'
import { FaultsPanel } from './faults-panel.tsx'
import { OtherFaults } from './other-faults.tsx'
import { ResetPanel } from './reset-panel.tsx'
import { SandboxesPanel } from './sandboxes-panel.tsx'
import { stageWords } from './words.ts'

/** Faults, clock, reset and sandboxes: what a test does beyond Atlas, by hand. */
export function StageView() {
  const words = useWords(stageWords)
  return (
    <ViewFrame title={words.title} lead={words.lead} absent={words.absent}>
      <Panels />
    </ViewFrame>
  )
}

function Panels() {
  return (
    <div className="stage">
      <div className="stack">
        <FaultsPanel />
        <OtherFaults />
      </div>
      <div className="stack">
        <ClockPanel />
        <SandboxesPanel />
        <ResetPanel />
      </div>
    </div>
  )
}
