import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { formatYen } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DeskDeposit } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { depositRecallTexts } from './deposit-recall-texts.ts';
import { depositTexts } from './deposit-texts.ts';

type Choice = DeskDeposit['choices'][number];

interface DepositRecallProps {
  readonly deposit: DeskDeposit;
  refresh(): Promise<unknown>;
  onDone(text: string): void;
}

/** Of a 取消 that several deposits fit: people say which one the bank took back, and can choose again. */
export function DepositRecall({ deposit, refresh, onDone }: DepositRecallProps) {
  const words = useWords(depositRecallTexts);
  const [asked, setAsked] = useState<Choice | 'again' | null>(null);
  const close = () => setAsked(null);
  const isChosen = deposit.recallChosen && (deposit.state === 'recalled' || deposit.state === 'open');
  return (
    <>
      {deposit.choices.length === 0 ? null : (
        <section className="deposit-others" aria-label={words.list}>
          <h3>{words.list}</h3>
          {deposit.choices.map((choice) => (
            <ChoiceRow key={choice.depositId} choice={choice} onChoose={() => setAsked(choice)} />
          ))}
        </section>
      )}
      {isChosen ? (
        <p className="deposit-finds">
          <Button onPress={() => setAsked('again')}>{words.again}</Button>
        </p>
      ) : null}
      {asked === null ? null : asked === 'again' ? (
        <AgainDialog deposit={deposit} refresh={refresh} onDone={onDone} onClose={close} />
      ) : (
        <ChooseDialog deposit={deposit} choice={asked} refresh={refresh} onDone={onDone} onClose={close} />
      )}
    </>
  );
}

function useWhose(): (choice: Choice) => string {
  const { settledFor, noRemitter } = useWords(depositTexts);
  return (choice) =>
    choice.settledFor.map(({ memberName, amount }) => fill(settledFor, { name: memberName || noRemitter, amount })).join(' / ');
}

function ChoiceRow({ choice, onChoose }: { readonly choice: Choice; onChoose(): void }) {
  const words = useWords(depositRecallTexts);
  const { noRemitter } = useWords(depositTexts);
  const whose = useWhose()(choice);
  const remitter = choice.remitter || noRemitter;
  const on = formatDateLong(choice.bookedOn);
  return (
    <div className="deposit-other">
      <div className="deposit-other__facts">
        <b>{remitter}</b> <Tag>{stateOf(choice, words.states)}</Tag>
        <p className="muted">{fill(words.facts, { on, amount: choice.amount, account: choice.account })}</p>
        {whose === '' ? null : <p className="muted">{whose}</p>}
      </div>
      <Button label={fill(words.chooseThis, { on, remitter })} onPress={onChoose}>
        {words.choose}
      </Button>
    </div>
  );
}

const stateOf = ({ state }: Choice, states: typeof depositRecallTexts.ja.states): string =>
  state === 'recalled' || state === 'put_away' ? '' : states[state];

interface DialogProps extends DepositRecallProps {
  onClose(): void;
}

function ChooseDialog({ deposit, choice, refresh, onDone, onClose }: DialogProps & { readonly choice: Choice }) {
  const words = useWords(depositRecallTexts);
  const { noRemitter } = useWords(depositTexts);
  const whose = useWhose()(choice);
  const trpc = useTRPC();
  const recall = useMutation(trpc.deposits.recall.mutationOptions());
  const isSettled = choice.state === 'settled' || choice.state === 'settling';
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.title}
      rows={[
        { label: words.on, value: formatDateLong(choice.bookedOn) },
        { label: words.remitter, value: choice.remitter || noRemitter },
        { label: words.amount, value: formatYen(choice.amount) },
        { label: words.account, value: choice.account },
        ...(whose === '' ? [] : [{ label: words.whose, value: whose }]),
      ]}
      confirmLabel={words.submit}
      onConfirm={async () => {
        const { depositId, state, round } = choice;
        const chosen = { depositId, state, round };
        // What the dialog shows is what is sent; where it is not so any more, the list behind it is read anew.
        await recall.mutateAsync({ depositId: deposit.depositId, round: deposit.round, chosen }).finally(refresh);
        onDone(words.done);
      }}
    >
      <p>{isSettled ? words.stays : words.goes}</p>
      <p className="muted">{words.undoable}</p>
    </ConfirmDialog>
  );
}

function AgainDialog({ deposit, refresh, onDone, onClose }: DialogProps) {
  const words = useWords(depositRecallTexts);
  const trpc = useTRPC();
  const again = useMutation(trpc.deposits.unrecall.mutationOptions());
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={words.againTitle}
      confirmLabel={words.again}
      onConfirm={async () => {
        await again.mutateAsync({ depositId: deposit.depositId, round: deposit.round }).finally(refresh);
        onDone(words.againDone);
      }}
    >
      <p>{words.againText}</p>
    </ConfirmDialog>
  );
}
