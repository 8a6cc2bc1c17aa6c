import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { useRef } from 'react';
import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { PanelSkeleton } from '../../components/Skeleton.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { saveBytes } from '../../lib/files.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { BankFiles } from './BankFiles.tsx';
import { FeeTables } from './FeeTables.tsx';
import { OperatorFrame } from './OperatorFrame.tsx';
import { PayoutList } from './PayoutList.tsx';
import { payoutDeskTexts } from './payout-desk-texts.ts';

/** The operator's payouts over all organisations: approve, hand to the bank, note what the bank said. */
export function PayoutDeskScreen() {
  const words = useWords(payoutDeskTexts);
  return (
    <OperatorFrame title={words.title}>
      <Desk />
    </OperatorFrame>
  );
}

function Desk() {
  const words = useWords(payoutDeskTexts);
  const trpc = useTRPC();
  const desk = useQuery(trpc.payoutDesk.list.queryOptions());
  return (
    <QueryState query={desk} skeleton={<PanelSkeleton rows={4} />}>
      {({ due, files }) => (
        <>
          <p>{words.lead}</p>
          <Panel title={words.due}>
            {due.length === 0 ? (
              <p className="muted">{words.dueNone}</p>
            ) : (
              <div className="stack">
                {due.map((day) => (
                  <DueDay key={day.payOn} {...day} />
                ))}
              </div>
            )}
          </Panel>
          <BankFiles files={files} />
          <PayoutList view="waiting" />
          <PayoutList view="over" />
          <FeeTables />
        </>
      )}
    </QueryState>
  );
}

interface DueDayProps {
  readonly payOn: JstDate;
  readonly count: number;
  readonly total: number;
}

/** One file for one day; pressed again after a lost answer it is the same file. */
function DueDay({ payOn, count, total }: DueDayProps) {
  const words = useWords(payoutDeskTexts);
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const key = useRef(crypto.randomUUID());
  const make = useMutation(
    trpc.payoutDesk.export.mutationOptions({
      onSuccess: async (file) => {
        saveBytes(file.fileName, file.base64, 'application/octet-stream');
        toast({ text: fill(words.exported, { count: figure(file.count), total: figure(file.total) }) });
        // What is approved for the same day later is another file.
        key.current = crypto.randomUUID();
        await queries.invalidateQueries(trpc.payoutDesk.pathFilter());
      },
      // An answer that was lost may have been a file: then it stands among those with the bank.
      onError: () => queries.invalidateQueries(trpc.payoutDesk.pathFilter()),
    }),
  );
  return (
    <div className="stack">
      <p>{fill(words.dueOf, { date: formatDate(payOn), count: figure(count), total: figure(total) })}</p>
      <div>
        <Button kind="primary" isPending={make.isPending} onPress={() => make.mutate({ payOn, idempotencyKey: key.current })}>
          {words.export}
        </Button>
      </div>
      {make.isError ? (
        <div role="alert">
          <Note kind="danger">{errorText(make.error)}</Note>
        </div>
      ) : null}
    </div>
  );
}
