import { useQuery } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { useEffect, useState } from 'react';
import { useFormContext } from 'react-hook-form';
import { useFormValue } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { MoneyField } from '../../components/TextField.tsx';
import { today } from '../../lib/dates.ts';
import { useMay } from '../../lib/may.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingItemView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { newBillTexts } from './new-bill-texts.ts';
import { proposalOf } from './new-bill.rules.ts';

/** The amount that the item has for the member, until somebody types another one; and a word where it has none. */
export function NewBillAmount({ memberId, items }: { readonly memberId: MemberId; readonly items: readonly BillingItemView[] }) {
  const { amount: label } = useWords(adminBillingTexts).newBill;
  const words = useWords(newBillTexts);
  const trpc = useTRPC();
  const form = useFormContext();
  const may = useMay()('members.read');
  const itemId = useFormValue('billingItemId');
  const typed = useFormValue('amount');
  const item = items.find(({ billingItemId }) => billingItemId === itemId);
  const member = useQuery({ ...trpc.members.get.queryOptions({ memberId }), enabled: may && item !== undefined });
  const proposal = item && member.data ? proposalOf(item, member.data, today()) : null;
  const price = proposal?.kind === 'price' ? proposal.amount : undefined;
  const [shown, setShown] = useState<number>();
  useEffect(() => {
    const { isTouched, isDirty } = form.getFieldState('amount');
    if (price === shown || isTouched || isDirty) return;
    // Of another item that has none, nothing stays behind. A proposal is nothing that somebody has typed.
    form.resetField('amount', { defaultValue: price ?? null });
    setShown(price);
  }, [form, price, shown]);
  const type = member.data?.membershipTypeName ?? '';
  const priced = proposal?.kind === 'price' && shown === price && typed === price;
  return (
    <>
      {proposal?.kind === 'exempt' ? <Note kind="warn">{fill(words.exempt, { type })}</Note> : null}
      {proposal?.kind === 'no_price' ? <Note>{fill(words.noPrice, { type })}</Note> : null}
      <MoneyField
        name="amount"
        label={label}
        hint={priced ? (proposal.units > 1 ? fill(words.pricedUnits, { units: proposal.units }) : words.priced) : undefined}
        required
      />
    </>
  );
}
