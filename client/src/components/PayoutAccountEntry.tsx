import { accountKinds } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { type ReactNode, useState } from 'react';
import { toBankKana } from '../lib/bank-kana.ts';
import { payoutAccountWords } from '../lib/i18n/payout-account-words.ts';
import { useWords } from '../lib/words.ts';
import { BankPlaceFields } from './BankPlaceFields.tsx';
import { ChoiceCards } from './Choice.tsx';
import { SelectField } from './SelectField.tsx';
import { KanaField, TextField } from './TextField.tsx';

export interface PayoutAccountEntryProps {
  /** The form around the fields of the kind of bank that is chosen, with what proves who enters it. */
  children(isPost: boolean, fields: ReactNode): ReactNode;
}

/** An account for payouts, at a bank or as it stands in a book of Japan Post Bank. */
export function PayoutAccountEntry({ children }: PayoutAccountEntryProps) {
  const words = useWords(payoutAccountWords);
  const [via, setVia] = useState('bank');
  const { messages } = words;
  const asked = { required: true, messages };
  const typed = { ...asked, autoComplete: 'off', inputMode: 'numeric' as const };
  const isPost = via === 'japan_post';
  const place = isPost ? (
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
        <SelectField name="kind" label={words.kind} options={accountKinds.map((kind) => ({ value: kind, label: words.kinds[kind] }))} />
        <TextField name="accountNumber" label={words.accountNumber} {...typed} />
      </div>
    </>
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
      {children(
        isPost,
        <>
          {place}
          <KanaField
            name="holder"
            toKana={toBankKana}
            label={words.holder}
            hint={words.holderHint}
            required
            autoComplete="off"
            messages={messages}
          />
        </>,
      )}
    </div>
  );
}
