import { useQuery } from '@tanstack/react-query';
import { placeholders } from '@tsudoi/shared/contracts/dunning/dunning-settings.contract';
import { useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { Button } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { useFormValue } from '../../components/Form.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { MoneyField, TextAreaField, TextField } from '../../components/TextField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';
import { NoticeText } from './NoticeText.tsx';

interface StageProps {
  readonly index: number;
  readonly isLast: boolean;
  readonly onRemove?: () => void;
}

/** One stage: when, on which way, and what it says. */
export function StageFields({ index, isLast, onRemove }: StageProps) {
  const { settings: words, issues } = useWords(dunningTexts);
  const form = useFormContext();
  const hasEnglish = useFormValue('english') === true;
  const [shown, setShown] = useState<Texts | null>(null);
  const number = index + 1;
  const name = (field: string) => `stages.${index}.${field}`;
  const read = (field: string) => String(form.getValues(name(field)) ?? '');
  return (
    <Panel
      title={fill(words.stageTitle, { number })}
      action={
        <Button
          size="sm"
          onPress={() =>
            setShown({
              subject: read('subject'),
              body: read('body'),
              subjectEn: read('subjectEn'),
              bodyEn: read('bodyEn'),
              english: hasEnglish,
            })
          }
        >
          {words.preview}
        </Button>
      }
    >
      <div className="form">
        <MoneyField name={name('days')} label={words.days} hint={words.daysHint} suffix={words.daysSuffix} messages={issues} required />
        <CheckboxField name={name('mail')} label={words.mail} hint={words.mailHint} messages={issues} />
        <CheckboxField name={name('letter')} label={words.letter} />
        <TextField name={name('subject')} label={words.subject} hint={words.subjectHint} messages={issues} required />
        <TextAreaField name={name('body')} label={words.body} rows={9} messages={issues} required />
        <Known kind="ja" />
        {hasEnglish ? (
          <>
            <TextField name={name('subjectEn')} label={words.subjectEn} messages={issues} required />
            <TextAreaField name={name('bodyEn')} label={words.bodyEn} rows={9} messages={issues} required />
            <Known kind="en" />
          </>
        ) : null}
        <p className="hint">
          {words.always}
          {isLast ? '' : ` ${words.lastOnly}`}
        </p>
        {onRemove ? (
          <p>
            <Button size="sm" onPress={onRemove}>
              {fill(words.remove, { number })}
            </Button>
          </p>
        ) : null}
      </div>
      {shown === null ? null : <Preview number={number} texts={shown} onClose={() => setShown(null)} />}
    </Panel>
  );
}

/** What is filled in, as it is typed. */
function Known({ kind }: { kind: 'ja' | 'en' }) {
  const words = useWords(dunningTexts).settings;
  return (
    <p className="hint dunning-words">
      {words.words}
      {placeholders[kind].map((one) => (
        <code key={one}>{`{{${one}}}`}</code>
      ))}
    </p>
  );
}

interface Texts {
  readonly subject: string;
  readonly body: string;
  readonly subjectEn: string;
  readonly bodyEn: string;
  readonly english: boolean;
}

function Preview({ number, texts, onClose }: { number: number; texts: Texts; onClose(): void }) {
  const { settings: words, close } = useWords(dunningTexts);
  const trpc = useTRPC();
  const preview = useQuery(trpc.dunning.previewText.queryOptions(texts));
  return (
    <Dialog isOpen wide onClose={onClose} title={fill(words.previewTitle, { number })}>
      <QueryState query={preview} skeleton={<ListSkeleton rows={4} />}>
        {({ subject, text }) => <NoticeText subject={subject} text={text} />}
      </QueryState>
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
