import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { taxCategories } from '@tsudoi/shared/contracts/billing/billing.contract';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Choice.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { Note } from '../../components/Note.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { Select } from '../../components/Select.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { DateField, MoneyField } from '../../components/TextField.tsx';
import { formatDateShort } from '../../lib/dates.ts';
import { useErrorText } from '../../lib/errors.ts';
import { figure } from '../../lib/money.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillingItemView, MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminBillingTexts } from './admin-texts.ts';
import { feeTexts } from './fee-texts.ts';

const Price = z.strictObject({ membershipTypeId: z.string(), from: z.union([z.literal(''), JstDate]), amount: PriceYen });

/** 金額表 of an item: prices by membership type and day, and how each type is taxed. */
export function FeeTable({ item, onClose }: { item: BillingItemView; onClose(): void }) {
  const words = useWords(feeTexts);
  const trpc = useTRPC();
  const types = useQuery(trpc.membershipTypes.list.queryOptions());
  return (
    <Dialog isOpen wide onClose={onClose} title={fill(words.amountsTitle, { name: item.name })}>
      <QueryState query={types} skeleton={<ListSkeleton rows={3} />}>
        {(all) => {
          const usable = all.filter((type) => !type.archived);
          return (
            <>
              {item.feesFrom === 'table' && item.category !== 'joining' ? <Prices item={item} types={usable} all={all} /> : null}
              <Taxes item={item} types={usable} />
              {item.category === 'joining' ? null : <Exempt item={item} types={usable} />}
            </>
          );
        }}
      </QueryState>
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {words.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Prices({ item, types, all }: { item: BillingItemView; types: readonly MembershipTypeView[]; all: readonly MembershipTypeView[] }) {
  const words = useWords(feeTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const refresh = () => queries.invalidateQueries(trpc.billing.items.pathFilter());
  const add = useMutation(trpc.billing.setItemPrice.mutationOptions({ onSuccess: refresh }));
  const drop = useMutation(trpc.billing.dropItemPrice.mutationOptions({ onSuccess: refresh }));
  const [added, setAdded] = useState(0);
  const { billingItemId, version } = item;
  const nameOf = (typeId: string) => all.find((type) => type.membershipTypeId === typeId)?.name ?? '';
  const fromOf = (from: string | null) => (from === null ? words.fromStart : fill(words.fromDay, { date: formatDateShort(from) }));
  const order = all.map((type) => type.membershipTypeId as string);
  const rows = item.prices.toSorted(
    (left, right) =>
      order.indexOf(left.membershipTypeId) - order.indexOf(right.membershipTypeId) || ((left.from ?? '') < (right.from ?? '') ? -1 : 1),
  );
  return (
    <>
      {rows.length === 0 ? (
        <p className="muted">{words.none}</p>
      ) : (
        <table className="run-types" aria-label={words.table}>
          <thead>
            <tr>
              <th scope="col">{words.type}</th>
              <th scope="col">{words.from}</th>
              <th scope="col" className="is-end">
                {words.amount}
              </th>
              <th scope="col">
                <span className="sr-only">{words.drop}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ membershipTypeId, from, amount }) => (
              <tr key={`${membershipTypeId}${from ?? ''}`}>
                <td>{nameOf(membershipTypeId)}</td>
                <td>{fromOf(from)}</td>
                <td className="is-end">{figure(amount)}</td>
                <td className="is-end">
                  <Button
                    size="sm"
                    kind="ghost"
                    label={fill(words.dropOf, { type: nameOf(membershipTypeId), from: fromOf(from) })}
                    isPending={drop.isPending}
                    onPress={() => drop.mutate({ billingItemId, version, membershipTypeId, from })}
                  >
                    {words.drop}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {drop.error === null ? null : <Note kind="danger">{errorText(drop.error)}</Note>}
      <Form
        key={added}
        schema={Price}
        label={words.add}
        defaults={{ membershipTypeId: types[0]?.membershipTypeId ?? '', from: '', amount: null }}
        onSubmit={async ({ membershipTypeId, from, amount }) => {
          await add.mutateAsync({
            billingItemId,
            version,
            membershipTypeId: membershipTypeId as MembershipTypeView['membershipTypeId'],
            from: from === '' ? null : from,
            amount,
          });
          setAdded(added + 1);
        }}
      >
        <SelectField
          name="membershipTypeId"
          label={words.type}
          options={types.map((type) => ({ value: type.membershipTypeId, label: type.name }))}
        />
        <DateField name="from" label={words.addFrom} hint={words.addFromHint} optional />
        <MoneyField name="amount" label={words.addAmount} required />
        <FormButtons>
          <SubmitButton>{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </>
  );
}

/** Changes of an item's terms that are saved as they are chosen, and what went wrong with the last one. */
function useTerms({ billingItemId, version, name, proviso }: BillingItemView) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const update = useMutation(
    trpc.billing.updateItem.mutationOptions({ onSuccess: () => queries.invalidateQueries(trpc.billing.items.pathFilter()) }),
  );
  return {
    save: (terms: Partial<Pick<BillingItemView, 'taxByType' | 'exemptTypeIds'>>) =>
      update.mutate({ billingItemId, version, name, proviso, ...terms }),
    error: update.error === null ? null : <Note kind="danger">{errorText(update.error)}</Note>,
  };
}

function Taxes({ item, types }: { item: BillingItemView; types: readonly MembershipTypeView[] }) {
  const words = useWords(feeTexts);
  const taxes = useWords(adminBillingTexts).items.taxes;
  const { save, error } = useTerms(item);
  const choose = (typeId: string, tax: string) => {
    const others = item.taxByType.filter((row) => row.membershipTypeId !== typeId);
    const own = taxCategories.find((one) => one === tax);
    const taxByType = own ? [...others, { membershipTypeId: typeId as MembershipTypeView['membershipTypeId'], taxCategory: own }] : others;
    save({ taxByType });
  };
  return (
    <section className="stack" aria-label={words.taxes}>
      <p className="run-label">{words.taxes}</p>
      <p className="run-hint">{words.taxesHint}</p>
      <table className="run-types">
        <tbody>
          {types.map((type) => (
            <tr key={type.membershipTypeId}>
              <th scope="row">{type.name}</th>
              <td className="is-end">
                <Select
                  label={fill(words.taxOf, { type: type.name })}
                  value={item.taxByType.find((row) => row.membershipTypeId === type.membershipTypeId)?.taxCategory ?? ''}
                  onChange={(tax) => choose(type.membershipTypeId, tax)}
                  options={[
                    { value: '', label: fill(words.sameTax, { tax: taxes[item.taxCategory] }) },
                    ...taxCategories.map((tax) => ({ value: tax, label: taxes[tax] })),
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {error}
    </section>
  );
}

/** Types that never pay the item: plans leave them out without being told. */
function Exempt({ item, types }: { item: BillingItemView; types: readonly MembershipTypeView[] }) {
  const words = useWords(feeTexts);
  const { save, error } = useTerms(item);
  const toggle = (typeId: MembershipTypeView['membershipTypeId'], on: boolean) => {
    const others = item.exemptTypeIds.filter((other) => other !== typeId);
    save({ exemptTypeIds: on ? [...others, typeId] : others });
  };
  return (
    <section className="stack" aria-label={words.exempt}>
      <p className="run-label">{words.exempt}</p>
      <p className="run-hint">{words.exemptHint}</p>
      {types.map(({ membershipTypeId, name }) => (
        <Checkbox
          key={membershipTypeId}
          isSelected={item.exemptTypeIds.includes(membershipTypeId)}
          onChange={(on) => toggle(membershipTypeId, on)}
          label={fill(words.exemptOf, { type: name })}
        >
          {name}
        </Checkbox>
      ))}
      {error}
    </section>
  );
}
