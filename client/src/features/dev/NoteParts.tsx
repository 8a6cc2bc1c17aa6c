import { useQuery } from '@tanstack/react-query';
import { Lock, Search, Users } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { Empty } from '../../components/Empty.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { TextLink } from '../../components/Link.tsx';
import { LoadFailed } from '../../components/LoadFailed.tsx';
import { Note } from '../../components/Note.tsx';
import { OwnLoginNote, OwnLoginOnly } from '../../components/OwnLoginOnly.tsx';
import { Refusal, RefusalWay } from '../../components/Refusal.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { WhyNot } from '../../components/WhyNot.tsx';
import { useWords } from '../../lib/words.ts';
import { PartSection, Sample } from './Sample.tsx';
import { messageTexts } from './message-texts.ts';
import { devTexts } from './texts.ts';
import { noAnswer } from './typed.rules.ts';

const notes = ['info', 'ok', 'warn', 'danger'] as const;

/** What a page says: a strip, a failure, nothing, and why not. */
export function NoteParts() {
  const { sections, states } = useWords(devTexts);
  const words = useWords(messageTexts);
  const loading = useQuery({ queryKey: ['never'], queryFn: () => new Promise<string>(() => undefined) });
  const failed = useQuery({ queryKey: ['failed'], queryFn: () => Promise.reject<string>(noAnswer) });
  const answered = useQuery({ queryKey: ['answered'], queryFn: () => Promise.resolve('') });
  return (
    <PartSection id="notes" {...sections.notes}>
      <Sample of="Note" state={words.kinds}>
        {notes.map((kind) => (
          <Note key={kind} kind={kind}>
            {words.notes[kind]}
          </Note>
        ))}
      </Sample>
      <Sample of="Note" state={words.titled}>
        <Note kind="warn" title={words.conflict} action={<Button size="sm">{words.look}</Button>}>
          {words.conflictText}
        </Note>
        <Note title={words.held} live>
          {words.heldText}
        </Note>
      </Sample>
      <Sample of="OwnLoginNote" state={words.sharedMailbox}>
        <OwnLoginNote />
      </Sample>
      <Sample of="OwnLoginOnly" state={words.ownLogin}>
        <OwnLoginOnly>
          <Button size="sm">{words.look}</Button>
        </OwnLoginOnly>
      </Sample>
      <Sample of="Refusal" state={states.failed}>
        <Note kind="danger">
          <Refusal error={noAnswer} />
          <RefusalWay domainCode={null} params={{}} />
        </Note>
      </Sample>
      <Sample of="LoadFailed" state={states.failed}>
        <LoadFailed error={noAnswer} onRetry={() => undefined} />
        <LoadFailed title={words.noBank} error={noAnswer} />
      </Sample>
      <Sample of="QueryState" state={states.loading} bare>
        <QueryState query={loading} skeleton={<PanelSkeleton rows={3} />}>
          {() => null}
        </QueryState>
      </Sample>
      <Sample of="QueryState" state={states.failed}>
        <QueryState query={failed}>{() => null}</QueryState>
      </Sample>
      <Sample of="QueryState" state={words.answered}>
        <QueryState query={answered}>{() => <p>{words.answer}</p>}</QueryState>
      </Sample>
      <Sample of="Empty" state={words.first}>
        <Empty
          icon={<Users size={24} strokeWidth={1.75} aria-hidden />}
          title={words.nobody}
          text={words.nobodyText}
          action={
            <LinkButton kind="primary" to="/login">
              {words.takeIn}
            </LinkButton>
          }
        />
      </Sample>
      <Sample of="Empty" state={words.noMatch}>
        <Empty
          icon={<Search size={24} strokeWidth={1.75} aria-hidden />}
          title={words.noMatchTitle}
          text={words.noMatchText}
          action={<Button>{words.dropAll}</Button>}
        />
      </Sample>
      <Sample of="Empty" state={words.noRight}>
        <Empty icon={<Lock size={24} strokeWidth={1.75} aria-hidden />} title={words.noRightTitle} text={words.noRightText} />
      </Sample>
      <Sample of="WhyNot" state={words.whyWhole} bare>
        <WhyNot question={words.why} reason={words.reason} rule={words.rule} remedy={<TextLink to="/login">{words.remedy}</TextLink>} />
      </Sample>
      <Sample of="WhyNot" state={words.whyReason} bare>
        <WhyNot question={words.why} reason={words.reason} />
      </Sample>
    </PartSection>
  );
}
