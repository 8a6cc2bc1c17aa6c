import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel, Row, Rows } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate, formatMonth } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DeskPayout } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { EndedAccount } from './EndedAccount.tsx';
import { payoutDeskTexts } from './payout-desk-texts.ts';

const Reason = z.strictObject({ reason: z.string().trim().min(1, 'required').max(200, 'too_long') });

/** One month of one organisation, and what may be done with it. */
export function PayoutItem({ payout }: { readonly payout: DeskPayout }) {
  const words = useWords(payoutDeskTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'approve' | 'paid' | 'returned' | 'account' | null>(null);
  const approve = useMutation(trpc.payoutDesk.approve.mutationOptions());
  const settle = useMutation(trpc.payoutDesk.settle.mutationOptions());
  const { payoutId, version, state, account } = payout;
  const hasActs = state === 'closed' || state === 'returned' || state === 'exported';
  const facts = { org: payout.orgName, month: formatMonth(payout.closeMonth), net: figure(payout.net) };
  const done = async (text: string) => {
    await queries.invalidateQueries(trpc.payoutDesk.pathFilter());
    toast({ text });
  };
  return (
    <Panel title={`${payout.orgName} ${fill(words.month, facts)}`} action={<Tag>{words.states[state]}</Tag>}>
      <div className="stack">
        <Rows>
          {payout.orgState === 'goes_on' ? null : <Row label={words.org}>{words.orgStates[payout.orgState]}</Row>}
          <Row label={words.net}>
            <Yen value={payout.net} />
          </Row>
          <Row label={words.sums}>
            {fill(words.sumsOf, {
              gross: figure(payout.gross),
              fee: figure(payout.fee),
              returned: figure(payout.returned),
              count: figure(payout.count),
            })}
          </Row>
          {state === 'carried_forward' ? null : <Row label={words.payOn}>{formatDate(payout.paidOn ?? payout.payOn)}</Row>}
          {account === null ? null : (
            <Row label={words.account}>
              {fill(words.accountOf, { bank: account.bankName, branch: account.branchName, tail: account.tail, holder: account.holder })}
            </Row>
          )}
          {payout.returnReason === '' ? null : <Row label={words.reason}>{payout.returnReason}</Row>}
        </Rows>
        {hasActs ? (
          <div className="row">
            {state === 'closed' || state === 'returned' ? (
              <Button kind="primary" onPress={() => setAsked('approve')}>
                {words.approve}
              </Button>
            ) : null}
            {payout.orgState === 'over' && payout.orgSlug !== '' && state !== 'exported' ? (
              <Button onPress={() => setAsked('account')}>{words.ended.enter}</Button>
            ) : null}
            {state === 'exported' ? (
              <>
                <Button kind="primary" onPress={() => setAsked('paid')}>
                  {words.paid}
                </Button>
                <Button onPress={() => setAsked('returned')}>{words.returned}</Button>
              </>
            ) : null}
          </div>
        ) : null}
      </div>
      {asked === 'approve' || asked === 'paid' ? (
        <ConfirmDialog
          isOpen
          onClose={() => setAsked(null)}
          title={words[asked]}
          confirmLabel={words[asked]}
          kind="primary"
          onConfirm={async () => {
            if (asked === 'approve') await approve.mutateAsync({ payoutId, version });
            else await settle.mutateAsync({ payoutId, version, outcome: 'paid', reason: '' });
            await done(asked === 'approve' ? words.approved : words.paidDone);
          }}
        >
          <p>{fill(asked === 'approve' ? words.approveText : words.paidText, facts)}</p>
        </ConfirmDialog>
      ) : null}
      {asked === 'account' ? (
        <Dialog isOpen onClose={() => setAsked(null)} title={words.ended.enter}>
          <EndedAccount slug={payout.orgSlug} onClose={() => setAsked(null)} />
        </Dialog>
      ) : null}
      {asked === 'returned' ? (
        <Dialog isOpen onClose={() => setAsked(null)} title={words.returned}>
          <Form
            schema={Reason}
            defaults={{ reason: '' }}
            onSubmit={async ({ reason }) => {
              await settle.mutateAsync({ payoutId, version, outcome: 'returned', reason });
              await done(words.returnedDone);
              setAsked(null);
            }}
          >
            <p>{words.returnedText}</p>
            <TextField name="reason" label={words.returnReason} required autoComplete="off" />
            <FormButtons>
              <Button size="lg" onPress={() => setAsked(null)}>
                {words.cancel}
              </Button>
              <SubmitButton>{words.returned}</SubmitButton>
            </FormButtons>
          </Form>
        </Dialog>
      ) : null}
    </Panel>
  );
}
