import { useMutation, useQueryClient } from '@tanstack/react-query';
import {
  BankAccountForm,
  JapanPostAccountForm,
  SavePayoutAccountInput,
  accountKinds,
} from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { type ReactNode, useState } from 'react';
import type * as z from 'zod';
import { BankPlaceFields } from '../../components/BankPlaceFields.tsx';
import { Button } from '../../components/Button.tsx';
import { ChoiceCards } from '../../components/Choice.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
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

const proof = { password: SavePayoutAccountInput.shape.password };
const Bank = BankAccountForm.extend(proof);
const Post = JapanPostAccountForm.safeExtend(proof);
type Entered = z.output<typeof Bank> | z.output<typeof Post>;

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
  const submit = async ({ password, ...account }: Entered) => {
    await save.mutateAsync({ account, version, password });
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
        <Form
          key="bank"
          schema={Bank}
          defaults={{ ...emptyBank, password: '' }}
          errorField={{ IDENTITY_MISMATCH: 'password' }}
          onSubmit={submit}
        >
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
          <OwnPasswordField />
          <Buttons onClose={onClose}>{words.register}</Buttons>
        </Form>
      ) : (
        <Form
          key="japan_post"
          schema={Post}
          defaults={{ ...emptyPost, password: '' }}
          errorField={{ IDENTITY_MISMATCH: 'password' }}
          onSubmit={submit}
        >
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
          <OwnPasswordField />
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
