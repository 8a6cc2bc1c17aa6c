import { accountKinds } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { type ReactNode, useState } from 'react';
import type * as z from 'zod';
import { toBankKana } from '../lib/bank-kana.ts';
import { payoutAccountWords } from '../lib/i18n/payout-account-words.ts';
import { useWords } from '../lib/words.ts';
import { BankPlaceFields } from './BankPlaceFields.tsx';
import { ChoiceCards } from './Choice.tsx';
import { Form, type FormDefaults, type FormProps } from './Form.tsx';
import { SelectField } from './SelectField.tsx';
import { KanaField, TextField } from './TextField.tsx';

/** An account of which nothing is entered yet. */
const nothing = {
  bank: {
    via: 'bank',
    bankCode: '',
    bankName: '',
    branchCode: '',
    branchName: '',
    kind: 'ordinary',
    accountNumber: '',
    holder: '',
  },
  japan_post: { via: 'japan_post', symbol: '', number: '', holder: '' },
} as const;

type Via = keyof typeof nothing;
type Schemas = Readonly<Record<Via, z.ZodType>>;

export interface PayoutAccountEntryProps<S extends Schemas> extends Pick<FormProps<S[Via]>, 'errorField' | 'onSubmit'> {
  /** What is entered, by the kind of bank: the account, and with it what proves who enters it. */
  readonly schemas: S;
  /** The proof of which nothing is entered yet. */
  readonly proof: FormDefaults<S[Via]> & object;
  /** The fields of the proof, and the buttons. */
  readonly children: ReactNode;
}

/** An account for payouts, at a bank or as it stands in a book of Japan Post Bank. */
export function PayoutAccountEntry<S extends Schemas>({ schemas, proof, children, ...form }: PayoutAccountEntryProps<S>) {
  const words = useWords(payoutAccountWords);
  const [via, setVia] = useState<Via>('bank');
  const schema: S[Via] = schemas[via];
  const { messages } = words;
  const asked = { required: true, messages };
  const typed = { ...asked, autoComplete: 'off', inputMode: 'numeric' as const };
  return (
    <div className="stack">
      <ChoiceCards
        label={words.via}
        value={via}
        options={[
          { value: 'bank', label: words.viaBank },
          { value: 'japan_post', label: words.viaPost },
        ]}
        onChange={(next) => setVia(next === 'bank' ? 'bank' : 'japan_post')}
      />
      <Form key={via} schema={schema} defaults={{ ...nothing[via], ...proof }} {...form}>
        {via === 'japan_post' ? (
          <div className="pair">
            <TextField name="symbol" label={words.symbol} hint={words.symbolHint} {...typed} />
            <TextField name="number" label={words.number} hint={words.numberHint} {...typed} />
          </div>
        ) : (
          <>
            <BankPlaceFields
              writes="kana"
              bank={{ code: { label: words.bankCode, ...asked }, name: { label: words.bankName, ...asked } }}
              branch={{ code: { label: words.branchCode, ...asked }, name: { label: words.branchName, ...asked } }}
            />
            <div className="pair">
              <SelectField
                name="kind"
                label={words.kind}
                options={accountKinds.map((kind) => ({ value: kind, label: words.kinds[kind] }))}
              />
              <TextField name="accountNumber" label={words.accountNumber} {...typed} />
            </div>
          </>
        )}
        <KanaField
          name="holder"
          toKana={toBankKana}
          label={words.holder}
          hint={words.holderHint}
          required
          autoComplete="off"
          messages={messages}
        />
        {children}
      </Form>
    </div>
  );
}
