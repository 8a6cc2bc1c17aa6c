import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  ApproveApplicationInput,
  RejectApplicationInput,
  ReturnApplicationInput,
  WithdrawApplicationInput,
  payUntil,
} from '@tsudoi/shared/contracts/applications/application.contract';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { type ReactNode, useState } from 'react';
import type * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Menu } from '../../components/Menu.tsx';
import { DateField, TextAreaField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateLong, today } from '../../lib/dates.ts';
import { domainCodeOf } from '../../lib/errors.ts';
import { useMay } from '../../lib/may.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { ApplicationDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { applicationTexts } from './admin-texts.ts';

type Decision = 'approve' | 'return' | 'reject' | 'withdraw';
const without = { applicationId: true, version: true } as const;
const schemas = {
  approve: ApproveApplicationInput.omit(without),
  return: ReturnApplicationInput.omit(without),
  reject: RejectApplicationInput.omit(without),
  withdraw: WithdrawApplicationInput.omit(without),
};

/** 入会金 that was asked for ahead is still to come. */
const isUnpaid = ({ joiningFee }: ApplicationDetail): boolean => joiningFee?.status === 'unpaid' || joiningFee?.status === 'partly_paid';

/** What the office can do with an application, by where it stands. */
export function ApplicationActions({ application }: { readonly application: ApplicationDetail }) {
  const org = useOrg();
  const texts = useWords(applicationTexts);
  const words = texts.decide;
  const [open, setOpen] = useState<Decision | null>(null);
  const mayWrite = useMay()('members.write');
  const { state } = application;
  if (!mayWrite) return null;
  if (state === 'email_pending') {
    return (
      <LinkButton
        kind="primary"
        to="/$org/admin/members/applications/new"
        params={{ org }}
        search={{ application: application.applicationId }}
      >
        {words.finish}
      </LinkButton>
    );
  }
  if (state !== 'submitted' && state !== 'returned' && state !== 'awaiting_payment') return null;
  const mayReturn = application.email !== '' && state !== 'awaiting_payment';
  const others: readonly Decision[] = [
    ...(mayReturn ? (['return'] as const) : []),
    ...(state === 'returned' ? [] : (['reject'] as const)),
    'withdraw',
  ];
  const labelOf = (one: Decision) => (one === 'return' && state === 'returned' ? words.returnAgain : words[one]);
  const mayApprove = state === 'submitted' || (state === 'awaiting_payment' && !isUnpaid(application));
  return (
    <>
      <Menu
        label={texts.detail.menu}
        items={others.map((one) => ({
          id: one,
          label: labelOf(one),
          onAction: () => setOpen(one),
          ...(one === 'return' ? {} : { tone: 'danger' as const }),
        }))}
      />
      {mayApprove ? (
        <Button kind="primary" onPress={() => setOpen('approve')}>
          {words.approve}
        </Button>
      ) : null}
      {open === null ? null : <DecisionDialog application={application} decision={open} onClose={() => setOpen(null)} />}
    </>
  );
}

interface DialogProps {
  readonly application: ApplicationDetail;
  readonly decision: Decision;
  readonly onClose: () => void;
}

function DecisionDialog({ application, decision, onClose }: DialogProps) {
  const words = useWords(applicationTexts).decide;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const approve = useMutation(trpc.applications.approve.mutationOptions());
  const send = useMutation(trpc.applications.return.mutationOptions());
  const reject = useMutation(trpc.applications.reject.mutationOptions());
  const withdraw = useMutation(trpc.applications.withdraw.mutationOptions());
  const { applicationId, version, name } = application;
  const waits = isUnpaid(application);
  // Asked once more, it is mostly the same question whose mail was lost.
  const lastNote = application.state === 'returned' ? (application.steps.findLast(({ what }) => what === 'returned')?.note ?? '') : '';
  const said = {
    approve: waits ? words.approvedUnpaid : words.approved,
    return: words.returned,
    reject: words.rejected,
    withdraw: words.withdrawn,
  };
  const isRejoin = application.kind === 'rejoin';
  const titles = { approve: words.approveTitle, return: words.returnTitle, reject: words.rejectTitle, withdraw: words.withdrawTitle };
  const leads = {
    approve: waits
      ? fill(words.approveUnpaid, {
          until: formatDateLong(application.joiningFee ? payUntil(application.joiningFee.dueOn, jstDate(today())) : ''),
        })
      : isRejoin
        ? words.approveRejoin
        : words.approveText,
    return: words.returnText,
    reject: words.rejectText,
    withdraw: words.withdrawText,
  };
  const done = async (work: Promise<unknown>) => {
    try {
      await work;
    } catch (error) {
      // Somebody else was faster: the page behind shows what they decided.
      if (domainCodeOf(error) === 'CONFLICT') void queries.invalidateQueries(trpc.applications.pathFilter());
      throw error;
    }
    await queries.invalidateQueries();
    toast({ text: fill(said[decision], { name }) });
    onClose();
  };
  const base = { applicationId, version };
  const frame = (field: ReactNode) => (
    <>
      <p className="muted">{leads[decision]}</p>
      {field}
      <FormButtons>
        <Button size="lg" onPress={onClose}>
          {words.cancel}
        </Button>
        <SubmitButton kind={decision === 'approve' || decision === 'return' ? 'primary' : 'danger'}>{words[decision]}</SubmitButton>
      </FormButtons>
    </>
  );
  return (
    <Dialog isOpen onClose={onClose} title={fill(titles[decision], { name })}>
      {decision === 'approve' ? (
        <Form
          schema={schemas.approve}
          defaults={{ joinedOn: today() }}
          errorField={{
            STATUS_DATE_TAKEN: 'joinedOn',
            STATUS_BEFORE_FIRST: 'joinedOn',
            STATUS_NEXT_IN_WAY: 'joinedOn',
            JOINED_BEFORE_APPLYING: 'joinedOn',
            REJOINED_BEFORE_LEAVING: 'joinedOn',
            JOINED_ON_IMPLAUSIBLE: 'joinedOn',
          }}
          onSubmit={(values) => done(approve.mutateAsync({ ...base, ...values }))}
        >
          {frame(<DateField name="joinedOn" label={words.joinedOn} hint={isRejoin ? undefined : words.joinedOnHint} required />)}
        </Form>
      ) : null}
      {decision === 'return' ? (
        <Form schema={schemas.return} defaults={{ note: lastNote }} onSubmit={(values) => done(send.mutateAsync({ ...base, ...values }))}>
          {frame(
            <TextAreaField name="note" label={words.note} hint={words.noteHint} required messages={{ required: words.noteMissing }} />,
          )}
        </Form>
      ) : null}
      {decision === 'reject' ? (
        <Form schema={schemas.reject} defaults={{ reason: '' }} onSubmit={(values) => done(reject.mutateAsync({ ...base, ...values }))}>
          {frame(
            <TextAreaField
              name="reason"
              label={words.reason}
              hint={words.reasonHint}
              required
              messages={{ required: words.reasonMissing }}
            />,
          )}
        </Form>
      ) : null}
      {decision === 'withdraw' ? (
        <Form
          schema={schemas.withdraw}
          defaults={{ reason: '' }}
          onSubmit={(values: z.output<typeof schemas.withdraw>) => done(withdraw.mutateAsync({ ...base, ...values }))}
        >
          {frame(<TextAreaField name="reason" label={words.withdrawReason} hint={words.withdrawHint} optional />)}
        </Form>
      ) : null}
    </Dialog>
  );
}
