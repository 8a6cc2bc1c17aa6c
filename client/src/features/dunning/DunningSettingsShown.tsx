import { Note } from '../../components/Note.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import type { DunningSettingsView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';
import { NoticeText } from './NoticeText.tsx';
import { stageName } from './stage-name.rules.ts';

/** What is set and what each stage says, for those who send reminders and may not change it. */
export function DunningSettingsShown({ settings }: { readonly settings: DunningSettingsView }) {
  const words = useWords(dunningTexts);
  return (
    <>
      <Note>{words.settings.setters}</Note>
      <Panel title={words.settings.sending}>
        <p>{settings.automatic ? fill(words.automaticOn, { hour: settings.sendHour }) : words.automaticOff}</p>
      </Panel>
      {settings.stages.map((stage, index) => (
        <Stage key={stage.key} number={index + 1} stage={stage} hasEnglish={settings.english} />
      ))}
    </>
  );
}

interface StageProps {
  readonly number: number;
  readonly stage: DunningSettingsView['stages'][number];
  readonly hasEnglish: boolean;
}

function Stage({ number, stage, hasEnglish }: StageProps) {
  const words = useWords(dunningTexts);
  const [first = '', second] = (['mail', 'letter'] as const).filter((way) => stage[way]).map((way) => words.channels[way]);
  return (
    <Panel title={fill(words.settings.stageTitle, { number })}>
      <div className="stack">
        <Rows>
          <Row label={words.stage}>{stageName(words.stageName, stage.days)}</Row>
          <Row label={words.channel}>{second === undefined ? first : fill(words.pair, { first, second })}</Row>
        </Rows>
        <NoticeText subject={stage.subject} text={stage.body} />
        {hasEnglish ? (
          <>
            <Rows>
              <Row label={words.settings.subjectEn}>
                <span lang="en">{stage.subjectEn}</span>
              </Row>
            </Rows>
            <p className="dunning-text" lang="en" tabIndex={0}>
              {stage.bodyEn}
            </p>
          </>
        ) : null}
      </div>
    </Panel>
  );
}
