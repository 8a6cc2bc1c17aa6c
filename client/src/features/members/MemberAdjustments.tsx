import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { AddAdjustmentInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { RadioField } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Panel } from '../../components/Panel.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { Tag } from '../../components/Tag.tsx';
import { MoneyField, TextField } from '../../components/TextField.tsx';
import { Yen } from '../../components/Yen.tsx';
import { useMay, useMayNot } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { MemberUnits } from './MemberUnits.tsx';
import { rollTexts } from './roll-texts.ts';
import { useMayChange } from './record.view.ts';

const Adjustment = AddAdjustmentInput.omit({ memberId: true, idempotencyKey: true });

/** 会員調整額: what this member pays more or less, and why. */
export function MemberAdjustments({ member }: { readonly member: MemberDetail }) {
  const { memberId } = member;
  const words = useWords(adminMemberTexts).detail;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const mayChange = useMayChange(member, 'billing.write');
  const may = useMay()('billing.read');
  const mayNot = useMayNot()('billing.read');
  const { who } = useWords(rollTexts).duesRight;
  const adjustments = useQuery({ ...trpc.billing.adjustments.queryOptions({ memberId }), enabled: may });
  const remove = useMutation(
    trpc.billing.removeAdjustment.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.billing.pathFilter()) }),
  );
  return (
    <Panel
      title={words.adjustments}
      action={
        mayChange ? (
          <Button size="sm" icon={<Plus size={16} aria-hidden />} onPress={() => setAdding(true)}>
            {words.addAdjustment}
          </Button>
        ) : undefined
      }
    >
      <MemberUnits member={member} />
      {mayNot ? (
        <p className="muted">{who}</p>
      ) : (
        <QueryState query={adjustments} skeleton={<ListSkeleton rows={1} />}>
          {(rows) =>
            rows.length === 0 ? (
              <p className="muted">{words.adjustmentsEmpty}</p>
            ) : (
              <ul className="list">
                {rows.map((row) => (
                  <li key={row.adjustmentId} className="item">
                    <span className="grow">
                      {row.reason} <Tag>{words.kinds[row.kind]}</Tag> {row.usedByBillId ? <Tag>{words.used}</Tag> : null}
                    </span>
                    <Yen value={row.amount} sign />
                    {row.usedByBillId || !mayChange ? null : (
                      <Button
                        size="sm"
                        kind="ghost"
                        label={fill(words.removeOf, { reason: row.reason })}
                        onPress={() => remove.mutate({ adjustmentId: row.adjustmentId })}
                      >
                        {words.remove}
                      </Button>
                    )}
                  </li>
                ))}
              </ul>
            )
          }
        </QueryState>
      )}
      {isAdding ? <AddDialog memberId={memberId} onClose={() => setAdding(false)} /> : null}
    </Panel>
  );
}

/** One dialog is one adjustment, however often it is pressed. */
function AddDialog({ memberId, onClose }: { readonly memberId: MemberDetail['memberId']; onClose(): void }) {
  const words = useWords(adminMemberTexts).detail;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const add = useMutation(
    trpc.billing.addAdjustment.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.billing.pathFilter()) }),
  );
  return (
    <Dialog isOpen onClose={onClose} title={words.addAdjustment}>
      <Form
        schema={Adjustment}
        defaults={{ kind: 'permanent', amount: null, reason: '' }}
        onSubmit={async (values) => {
          await add.mutateAsync({ memberId, ...values, idempotencyKey });
          onClose();
        }}
      >
        <RadioField
          name="kind"
          label={words.kind}
          options={[
            { value: 'permanent', label: words.kinds.permanent },
            { value: 'one_time', label: words.kinds.one_time },
          ]}
        />
        <MoneyField name="amount" label={words.amount} hint={words.amountHint} required />
        <TextField name="reason" label={words.adjustmentReason} required />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.add}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
