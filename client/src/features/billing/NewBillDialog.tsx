import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CreateBillInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { BillingItemId, type MemberId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { DateField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { today } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { billEditTexts } from './bill-edit-texts.ts';
import { NewBillAmount } from './NewBillAmount.tsx';
import { proposedDueDay } from './run.rules.ts';

const Single = CreateBillInput.omit({ memberId: true, idempotencyKey: true, billingItemId: true }).extend({
  billingItemId: z.union([z.literal(''), BillingItemId]),
});

/** One bill for one member, outside any run; a draft to look at before it is confirmed. */
export function NewBillDialog({ memberId, onClose }: { memberId: MemberId; onClose(): void }) {
  const org = useOrg();
  const words = useWords(adminBillingTexts).newBill;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const create = useMutation(trpc.billing.createBill.mutationOptions());
  const edit = useWords(billEditTexts);
  const taxes = useWords(adminBillingTexts).items.taxes;
  const items = useQuery(trpc.billing.items.queryOptions());
  const adhoc = (items.data ?? []).filter((item) => item.category === 'adhoc');
  return (
    <Dialog isOpen onClose={onClose} title={words.title}>
      <p className="muted">{words.text}</p>
      <Form
        schema={Single}
        defaults={{ billingItemId: '', billName: '', amount: null, dueOn: proposedDueDay(today()) }}
        onSubmit={async (values) => {
          const billingItemId = values.billingItemId === '' ? null : values.billingItemId;
          const bill = await create.mutateAsync({ ...values, billingItemId, memberId, idempotencyKey });
          void queries.invalidateQueries(trpc.billing.pathFilter());
          toast({ text: words.done });
          await navigate({ to: '/$org/admin/bills/$billId', params: { org, billId: bill.billId } });
        }}
      >
        {adhoc.length === 0 ? null : (
          <SelectField
            name="billingItemId"
            label={edit.item}
            options={[
              { value: '', label: edit.noItem },
              ...adhoc.map((item) => ({
                value: item.billingItemId,
                label: fill(edit.keptRow, { number: item.name, name: taxes[item.taxCategory] }),
              })),
            ]}
          />
        )}
        <TextField name="billName" label={words.name} hint={words.nameHint} required />
        <NewBillAmount memberId={memberId} items={adhoc} />
        <DateField name="dueOn" label={words.dueOn} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
