import { useMutation, useQueryClient } from '@tanstack/react-query';
import { taxCategories } from '@tsudoi/shared/contracts/billing/billing.contract';
import { RecurringProductForm } from '@tsudoi/shared/contracts/recurring/recurring.contract';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { CheckboxField } from '../../components/Choice.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { MoneyField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { RecurringProductView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { recurringTexts } from './recurring-texts.ts';

/** Selects hold text: the day is a number again before it is sent. */
const Product = RecurringProductForm.extend({ chargeDay: z.string() });
const days = Array.from({ length: 28 }, (_, index) => String(index + 1));

/** What is charged each month, how much and when. */
export function ProductDialog({ product, onClose }: { readonly product: RecurringProductView | null; onClose(): void }) {
  const words = useWords(recurringTexts).form;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const save = useMutation(trpc.recurring.saveProduct.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={product === null ? words.addTitle : words.editTitle}>
      <Form
        schema={Product}
        defaults={{
          name: product?.name ?? '',
          amount: (product?.next ?? product)?.amount ?? null,
          chargeDay: String(product?.chargeDay ?? 27),
          taxCategory: product?.taxCategory ?? 'out_of_scope',
          description: product?.description ?? '',
          isOpen: product?.isOpen ?? true,
        }}
        errorField={{ DONATION_NOT_ALLOWED: 'name' }}
        onSubmit={async ({ chargeDay, ...values }) => {
          await save.mutateAsync({
            ...values,
            chargeDay: Number(chargeDay),
            productId: product?.productId ?? null,
            version: product?.version ?? 0,
          });
          await queries.invalidateQueries(trpc.recurring.pathFilter());
          toast({ text: words.saved });
          onClose();
        }}
      >
        <TextField name="name" label={words.name} hint={words.nameHint} messages={{ required: words.required }} maxLength={100} required />
        <MoneyField name="amount" label={words.amount} hint={product === null ? undefined : words.amountHint} required />
        <SelectField
          name="chargeDay"
          label={words.day}
          hint={product === null ? undefined : words.dayHint}
          options={days.map((day) => ({ value: day, label: fill(words.dayOption, { day }) }))}
        />
        <SelectField name="taxCategory" label={words.tax} options={taxCategories.map((tax) => ({ value: tax, label: words.taxes[tax] }))} />
        <TextField name="description" label={words.description} hint={words.descriptionHint} maxLength={2000} optional />
        <CheckboxField name="isOpen" label={words.isOpen} />
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
