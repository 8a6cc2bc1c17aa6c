import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDate, formatMonth } from '../../lib/dates.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { DeskPayout } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { EndedAccount } from './EndedAccount.tsx';
import { type PayoutAct, PayoutActs, PayoutRows } from './PayoutParts.tsx';
import { payoutDeskTexts } from './payout-desk-texts.ts';

const Reason = z.strictObject({ reason: z.string().trim().min(1, 'required').max(200, 'too_long') });

/** One month of one organisation, and what may be done with it. */
export function PayoutItem({ payout }: { readonly payout: DeskPayout }) {
  const words = useWords(payoutDeskTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<PayoutAct | null>(null);
  const approve = useMutation(trpc.payoutDesk.approve.mutationOptions());
  const settle = useMutation(trpc.payoutDesk.settle.mutationOptions());
  const { payoutId, version, state } = payout;
  const facts = { org: payout.orgName, month: formatMonth(payout.closeMonth), net: figure(payout.net) };
  const done = async (text: string) => {
    await queries.invalidateQueries(trpc.payoutDesk.pathFilter());
    toast({ text });
  };
  return (
    <Panel title={`${payout.orgName} ${fill(words.month, facts)}`} action={<Tag>{words.states[state]}</Tag>}>
      <div className="stack">
        <PayoutRows payout={payout} />
        <PayoutActs payout={payout} onAsk={setAsked} />
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
            <p>
              {payout.paidOn === null ? words.returnedText : fill(words.returnedLateText, { ...facts, paid: formatDate(payout.paidOn) })}
            </p>
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
