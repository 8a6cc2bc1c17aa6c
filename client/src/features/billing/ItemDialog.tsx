import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  DueRule,
  FeesFrom,
  ItemCategory,
  ProrationPolicy,
  itemCategories,
  policiesOf,
} from '@tsudoi/shared/contracts/billing/billing-item.contract';
import { TaxCategory, taxCategories } from '@tsudoi/shared/contracts/billing/billing.contract';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton, useFormValue } from '../../components/Form.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingItemView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { feeTexts } from './fee-texts.ts';

/** Selects hold text: the numbers of the due rule are numbers again before they are sent. */
const Item = z.strictObject({
  name: ShortText,
  proviso: ShortText,
  category: ItemCategory,
  taxCategory: TaxCategory,
  feesFrom: FeesFrom,
  proration: ProrationPolicy,
  perUnit: z.boolean(),
  billsResting: z.boolean(),
  due: z.enum(['none', 'rule']),
  dueMonths: z.string(),
  dueDay: z.string(),
  dueShift: DueRule.shape.shift,
});

/** One billing item: its name, and by which rules its bills are worked out. */
export function ItemDialog({ item, onClose }: { item: BillingItemView | null; onClose(): void }) {
  const words = useWords(adminBillingTexts).items;
  const fees = useWords(feeTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const create = useMutation(trpc.billing.createItem.mutationOptions());
  const update = useMutation(trpc.billing.updateItem.mutationOptions());
  const rule = item?.dueRule ?? null;
  return (
    <Dialog isOpen onClose={onClose} title={item === null ? words.createTitle : words.editTitle}>
      <Form
        schema={Item}
        defaults={{
          name: item?.name ?? '',
          // A receipt is a Japanese paper, whatever the language of the screen.
          proviso: item?.proviso ?? adminBillingTexts.ja.items.provisoDefault,
          category: item === null ? 'annual' : (itemCategories.find((one) => one === item.category) ?? ''),
          taxCategory: item?.taxCategory ?? 'out_of_scope',
          feesFrom: item?.feesFrom ?? 'membership_type',
          proration: item?.proration ?? 'none',
          perUnit: item?.perUnit ?? false,
          billsResting: item?.billsResting ?? false,
          due: rule === null ? 'none' : 'rule',
          dueMonths: String(rule?.months ?? 1),
          dueDay: String(rule?.day ?? 31),
          dueShift: rule?.shift ?? 'next',
        }}
        errorField={{ BILLING_ITEM_NAME_TAKEN: 'name', DONATION_NOT_ALLOWED: 'name' }}
        onSubmit={async ({ category, due, dueMonths, dueDay, dueShift, ...values }) => {
          const terms = {
            ...values,
            // What another kind cannot have falls away with the change of the kind.
            feesFrom: category === 'annual' ? values.feesFrom : ('table' as const),
            proration: policiesOf[category].includes(values.proration) ? values.proration : ('none' as const),
            billsResting: category === 'annual' && values.billsResting,
            dueRule: due === 'none' ? null : { months: Number(dueMonths), day: Number(dueDay), shift: dueShift },
          };
          const saved =
            item === null
              ? await create.mutateAsync({ ...terms, category })
              : await update.mutateAsync({ ...terms, billingItemId: item.billingItemId, version: item.version });
          await queries.invalidateQueries(trpc.billing.items.pathFilter());
          toast({ text: fill(words.saved, { name: saved.name }) });
          onClose();
        }}
      >
        <TextField name="name" label={words.name} hint={words.nameHint} required />
        {item === null ? (
          <SelectField
            name="category"
            label={fees.kind}
            hint={fees.kindHint}
            options={itemCategories.map((kind) => ({ value: kind, label: fees.kinds[kind] }))}
          />
        ) : null}
        <Amounts />
        <SelectField name="taxCategory" label={fees.tax} options={taxCategories.map((tax) => ({ value: tax, label: words.taxes[tax] }))} />
        <TextField name="proviso" label={words.proviso} hint={words.provisoHint} required />
        <Due />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.save}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}

/** What the kind of the item leaves to decide about its amounts. */
function Amounts() {
  const fees = useWords(feeTexts);
  const category = ItemCategory.catch('annual').parse(useFormValue('category'));
  const policies = policiesOf[category];
  return (
    <>
      {category === 'annual' ? (
        <SelectField
          name="feesFrom"
          label={fees.feesFrom}
          options={FeesFrom.options.map((from) => ({ value: from, label: fees.feesFromOptions[from] }))}
        />
      ) : null}
      {policies.length > 1 ? (
        <SelectField
          key={category}
          name="proration"
          label={fees.proration}
          options={policies.map((policy) => ({ value: policy, label: fees.prorations[policy] }))}
        />
      ) : null}
      {category === 'annual' ? (
        <CheckboxField name="billsResting" hint={fees.restingHint}>
          {fees.resting}
        </CheckboxField>
      ) : null}
      {category === 'joining' ? null : (
        <CheckboxField name="perUnit" hint={fees.perUnitHint}>
          {fees.perUnit}
        </CheckboxField>
      )}
    </>
  );
}

function Due() {
  const fees = useWords(feeTexts);
  const due = useFormValue('due');
  const category = useFormValue('category');
  if (category === 'joining') return null;
  return (
    <>
      <SelectField name="due" label={fees.due} options={(['none', 'rule'] as const).map((value) => ({ value, label: fees.dues[value] }))} />
      {due === 'rule' ? (
        <>
          <SelectField
            name="dueMonths"
            label={fees.dueMonths}
            options={Array.from({ length: 13 }, (_, count) => ({
              value: String(count),
              label: count === 0 ? fees.dueMonthsSame : fill(fees.dueMonthsOption, { count }),
            }))}
          />
          <SelectField
            name="dueDay"
            label={fees.dueDay}
            options={Array.from({ length: 31 }, (_, index) => ({
              value: String(index + 1),
              label: index === 30 ? fees.dueDayLast : fill(fees.dueDayOption, { day: index + 1 }),
            }))}
          />
          <SelectField
            name="dueShift"
            label={fees.dueShift}
            options={DueRule.shape.shift.options.map((shift) => ({ value: shift, label: fees.dueShifts[shift] }))}
          />
        </>
      ) : null}
    </>
  );
}
