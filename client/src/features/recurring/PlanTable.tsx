import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CancelPlanForm, planStates } from '@tsudoi/shared/contracts/recurring/recurring.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { type Column, DataTable } from '../../components/DataTable.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Empty } from '../../components/Empty.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { NextPage } from '../../components/NextPage.tsx';
import { Select } from '../../components/Select.tsx';
import { BillStatusTag, Status } from '../../components/Status.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { RecurringPlanView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { planKinds } from './my-plan.rules.ts';
import { recurringTexts } from './recurring-texts.ts';

/** Who pays what each month, and how it goes. */
export function PlanTable({
  state,
  onState,
  mayWrite,
}: {
  readonly state: string;
  readonly onState: (state: string) => void;
  readonly mayWrite: boolean;
}) {
  const org = useOrg();
  const texts = useWords(recurringTexts);
  const words = texts.plans;
  const trpc = useTRPC();
  const chosen = planStates.find((one) => one === state) ?? null;
  const [cancelling, setCancelling] = useState<RecurringPlanView | null>(null);
  const plans = useInfiniteQuery(trpc.recurring.plans.infiniteQueryOptions({ state: chosen }, { getNextPageParam: (page) => page.next }));
  const columns: Column<RecurringPlanView>[] = [
    {
      id: 'member',
      head: words.member,
      cell: (row) => row.memberName,
      note: (row) => row.memberNumber,
      to: (row) => ({ to: '/$org/admin/members/$memberId', params: { org, memberId: row.memberId } }),
      at: 'title',
    },
    { id: 'product', head: words.product, cell: (row) => row.productName, note: (row) => texts.methods[row.method], at: 'sub' },
    {
      id: 'last',
      head: words.last,
      cell: ({ lastBill }) => (lastBill === null ? null : <BillStatusTag status={lastBill.status} />),
      note: ({ lastBill }) => (lastBill?.retryOn ? fill(words.retry, { on: formatDateShort(lastBill.retryOn) }) : null),
      at: 'drop',
    },
    {
      id: 'next',
      head: words.next,
      cell: (row) => (row.nextBillOn === null ? null : <span className="num nowrap">{formatDateShort(row.nextBillOn)}</span>),
      note: (row) => (row.isUntold ? words.untold : null),
      at: 'sub',
    },
    {
      id: 'state',
      head: words.state,
      cell: (row) => <Status kind={planKinds[row.state]} label={texts.states[row.state]} />,
      note: (row) => (row.lacksMandate ? words.lacksMandate : row.cancelReason === '' ? null : row.cancelReason),
      at: 'state',
    },
    {
      id: 'actions',
      head: <span className="sr-only">{words.actions}</span>,
      cell: (row) =>
        mayWrite && row.state !== 'cancelled' && row.state !== 'ended' ? (
          <Button
            size="sm"
            kind="ghost"
            label={fill(words.cancelOf, { name: row.memberName, product: row.productName })}
            onPress={() => setCancelling(row)}
          >
            {words.cancel}
          </Button>
        ) : null,
      align: 'end',
      at: 'end',
    },
  ];
  return (
    <>
      <DataTable
        label={words.table}
        columns={columns}
        rows={plans.data?.pages.flatMap((page) => page.plans)}
        rowId={(row) => row.planId}
        query={plans}
        tools={
          <Select
            label={words.filter}
            value={chosen ?? ''}
            onChange={onState}
            options={[{ value: '', label: words.all }, ...planStates.map((one) => ({ value: one, label: texts.states[one] }))]}
          />
        }
        empty={chosen === null ? <Empty title={words.emptyTitle} text={words.emptyText} /> : <Empty title={words.noneTitle} />}
      />
      <NextPage pages={plans} label={words.more} />
      {cancelling === null ? null : <CancelDialog plan={cancelling} onClose={() => setCancelling(null)} />}
    </>
  );
}

function CancelDialog({ plan, onClose }: { readonly plan: RecurringPlanView; onClose(): void }) {
  const words = useWords(recurringTexts).plans;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const cancel = useMutation(trpc.recurring.cancelPlan.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.cancelTitle, { name: plan.memberName })}>
      <p>{fill(words.cancelText, { product: plan.productName })}</p>
      <Form
        schema={CancelPlanForm}
        defaults={{ reason: '' }}
        onSubmit={async ({ reason }) => {
          await cancel.mutateAsync({ planId: plan.planId, version: plan.version, reason });
          await queries.invalidateQueries(trpc.recurring.pathFilter());
          toast({ text: words.cancelled });
          onClose();
        }}
      >
        <TextField name="reason" label={words.reason} hint={words.reasonHint} maxLength={100} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.back}
          </Button>
          <SubmitButton kind="danger">{words.cancel}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
