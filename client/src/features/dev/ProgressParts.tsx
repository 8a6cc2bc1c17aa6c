import { Panel } from '../../components/Panel.tsx';
import { Progress, Ring } from '../../components/Progress.tsx';
import { ListSkeleton, PanelSkeleton, Skeleton } from '../../components/Skeleton.tsx';
import { WorkBar } from '../../components/WorkBar.tsx';
import { fill, useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { devTexts } from './texts.ts';

const bars = [
  ['begun', 0, false],
  ['going', 742, true],
  ['paused', 742, false],
  ['done', 1163, false],
] as const;

/** Work that goes on, and answers that have not come yet. */
export function ProgressParts() {
  const { sections, states, progress: words } = useWords(devTexts);
  const work = { of: fill(words.of, { total: 1163 }), left: words.left, rate: (count: number) => fill(words.rate, { count }) };
  return (
    <PartSection id="progress" {...sections.progress}>
      {bars.map(([state, done, striped]) => (
        <Sample key={state} of="Progress" state={words[state]}>
          <Progress done={done} total={1163} label={words[state]} striped={striped} />
        </Sample>
      ))}
      <Sample of="WorkBar" state={words.going} wide bare>
        <Panel flush>
          <WorkBar done={742} total={1163} pace={{ ratePerSecond: 12, etaSeconds: 36 }} text={words.making} isMoving words={work} />
        </Panel>
      </Sample>
      <Sample of="WorkBar" state={words.paused} wide bare>
        <Panel flush>
          <WorkBar done={742} total={1163} pace={null} text={words.making} under={words.pausedText} isMoving={false} words={work} />
        </Panel>
      </Sample>
      <Sample of="Ring" state={words.rings}>
        <div className="row row--wrap">
          {[0, 0.25, 0.64, 1].map((share) => (
            <Ring key={share} share={share} />
          ))}
          <Ring share={0.64} size={32} />
        </div>
      </Sample>
      <Sample of="Skeleton" state={words.bars}>
        <Skeleton width="60%" height={20} />
        <Skeleton />
        <div className="sample__cloth on-noren">
          <Skeleton width="70%" height={20} onCloth />
        </div>
      </Sample>
      <Sample of="ListSkeleton" state={states.loading} bare>
        <ListSkeleton rows={3} />
      </Sample>
      <Sample of="PanelSkeleton" state={states.loading} bare>
        <PanelSkeleton rows={4} />
      </Sample>
    </PartSection>
  );
}
