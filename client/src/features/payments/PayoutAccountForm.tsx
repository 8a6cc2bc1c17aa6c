import { useMutation, useQueryClient } from '@tanstack/react-query';
import { BankAccountForm, JapanPostAccountForm, accountKinds } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { type ReactNode, useState } from 'react';
import type * as z from 'zod';
import { BankPlaceFields } from '../../components/BankPlaceFields.tsx';
import { Button } from '../../components/Button.tsx';
import { ChoiceCards } from '../../components/Choice.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { KanaField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { toBankKana } from '../../lib/bank-kana.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { payoutSettingsTexts } from './payout-settings-texts.ts';

const emptyBank = {
  via: 'bank' as const,
  bankCode: '',
  bankName: '',
  branchCode: '',
  branchName: '',
  kind: 'ordinary' as const,
  accountNumber: '',
  holder: '',
};
const emptyPost = { via: 'japan_post' as const, symbol: '', number: '', holder: '' };

type Entered = z.output<typeof BankAccountForm> | z.output<typeof JapanPostAccountForm>;

interface PayoutAccountFormProps {
  /** Of the account that is on the screen. */
  readonly version: number;
  onClose(): void;
}

/** The account anew: its number is never shown again, so there is nothing to change of the old one. */
export function PayoutAccountForm({ version, onClose }: PayoutAccountFormProps) {
  const words = useWords(payoutSettingsTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [via, setVia] = useState('bank');
  const save = useMutation(trpc.payouts.saveAccount.mutationOptions());
  const submit = async (account: Entered) => {
    await save.mutateAsync({ account, version });
    toast({ text: words.accountSaved });
    await queries.invalidateQueries(trpc.payouts.pathFilter());
    onClose();
  };
  const { messages } = words;
  const asked = { required: true, messages };
  const holder = (
    <KanaField
      name="holder"
      toKana={toBankKana}
      label={words.holder}
      hint={words.holderHint}
      required
      autoComplete="off"
      messages={messages}
    />
  );
  return (
    <div className="stack">
      <ChoiceCards
        label={words.via}
        value={via}
        options={[
          { value: 'bank', label: words.viaBank },
          { value: 'japan_post', label: words.viaPost },
        ]}
        onChange={setVia}
      />
      {via === 'bank' ? (
        <Form key="bank" schema={BankAccountForm} defaults={emptyBank} onSubmit={submit}>
          <BankPlaceFields
            writes="kana"
            bank={{ code: { label: words.bankCode, ...asked }, name: { label: words.bankName, ...asked } }}
            branch={{ code: { label: words.branchCode, ...asked }, name: { label: words.branchName, ...asked } }}
          />
          <div className="pair">
            <SelectField name="kind" label={words.kind} options={accountKinds.map((kind) => ({ value: kind, label: words.kinds[kind] }))} />
            <TextField
              name="accountNumber"
              label={words.accountNumber}
              required
              autoComplete="off"
              inputMode="numeric"
              messages={messages}
            />
          </div>
          {holder}
          <Buttons onClose={onClose}>{words.register}</Buttons>
        </Form>
      ) : (
        <Form key="japan_post" schema={JapanPostAccountForm} defaults={emptyPost} onSubmit={submit}>
          <div className="pair">
            <TextField
              name="symbol"
              label={words.symbol}
              hint={words.symbolHint}
              required
              autoComplete="off"
              inputMode="numeric"
              messages={messages}
            />
            <TextField
              name="number"
              label={words.number}
              hint={words.numberHint}
              required
              autoComplete="off"
              inputMode="numeric"
              messages={messages}
            />
          </div>
          {holder}
          <Buttons onClose={onClose}>{words.register}</Buttons>
        </Form>
      )}
    </div>
  );
}

function Buttons({ children, onClose }: { readonly children: ReactNode; readonly onClose: () => void }) {
  const words = useWords(payoutSettingsTexts);
  return (
    <FormButtons>
      <Button size="lg" onPress={onClose}>
        {words.cancel}
      </Button>
      <SubmitButton>{children}</SubmitButton>
    </FormButtons>
  );
}
