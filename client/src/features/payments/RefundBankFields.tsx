import { RefundBankForm, bankAccountKinds } from '@tsudoi/shared/contracts/payments/refund.contract';
import * as z from 'zod';
import { BankPlaceFields } from '../../components/BankPlaceFields.tsx';
import { RadioField } from '../../components/Choice.tsx';
import { KanaField, TextField } from '../../components/TextField.tsx';
import { toBankKana } from '../../lib/bank-kana.ts';
import { useWords } from '../../lib/words.ts';
import { refundTexts } from './refund-texts.ts';

const typed = z.string().max(100);
/** As they are typed; the server's own rules say what of it is an account. */
export const bankFields = {
  bankName: typed,
  bankCode: typed,
  branchName: typed,
  branchCode: typed,
  accountKind: z.enum(bankAccountKinds),
  accountNumber: typed,
  holder: typed,
} as const;
type Fields = { readonly [K in keyof typeof bankFields]: z.output<(typeof bankFields)[K]> };

export const bankOf = (values: Fields) => ({
  bankName: values.bankName,
  bankCode: values.bankCode,
  branchName: values.branchName,
  branchCode: values.branchCode,
  kind: values.accountKind,
  number: values.accountNumber,
  holder: values.holder,
});

/** What the fields hold at first: the account that is known, or nothing. */
export const fieldsOfBank = (bank: z.output<typeof RefundBankForm> | null): Fields => ({
  bankName: bank?.bankName ?? '',
  bankCode: bank?.bankCode ?? '',
  branchName: bank?.branchName ?? '',
  branchCode: bank?.branchCode ?? '',
  accountKind: bank?.kind ?? 'ordinary',
  accountNumber: bank?.number ?? '',
  holder: bank?.holder ?? '',
});

export function checkBank(values: Fields, context: z.core.$RefinementCtx): void {
  const bank = RefundBankForm.safeParse(bankOf(values));
  const names: Readonly<Record<string, string>> = { kind: 'accountKind', number: 'accountNumber' };
  for (const issue of bank.success ? [] : bank.error.issues) {
    const field = String(issue.path[0]);
    context.addIssue({ code: 'custom', path: [names[field] ?? field], message: issue.message });
  }
}

export function BankFields() {
  const words = useWords(refundTexts).ask;
  return (
    <fieldset className="refund-bank">
      <legend className="label">{words.bank}</legend>
      <BankPlaceFields
        writes="name"
        bank={{
          code: { label: words.bankCode, messages: { not_a_bank_code: words.fourDigits }, required: true },
          name: { label: words.bankName, required: true },
        }}
        branch={{
          code: { label: words.branchCode, messages: { not_a_branch_code: words.threeDigits }, required: true },
          name: { label: words.branchName, required: true },
        }}
      />
      <RadioField
        name="accountKind"
        label={words.kind}
        options={bankAccountKinds.map((kind) => ({ value: kind, label: words.kinds[kind] }))}
      />
      <TextField
        name="accountNumber"
        label={words.accountNumber}
        messages={{ not_an_account_number: words.sevenDigits }}
        inputMode="numeric"
        required
      />
      <KanaField name="holder" toKana={toBankKana} label={words.holder} messages={{ zengin_character: words.holderWrong }} required />
    </fieldset>
  );
}
