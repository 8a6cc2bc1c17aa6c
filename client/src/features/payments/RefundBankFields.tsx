import { RefundBank, bankAccountKinds } from '@tsudoi/shared/contracts/payments/refund.contract';
import * as z from 'zod';
import { RadioField } from '../../components/Choice.tsx';
import { TextField } from '../../components/TextField.tsx';
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
export const fieldsOfBank = (bank: RefundBank | null): Fields => ({
  bankName: bank?.bankName ?? '',
  bankCode: bank?.bankCode ?? '',
  branchName: bank?.branchName ?? '',
  branchCode: bank?.branchCode ?? '',
  accountKind: bank?.kind ?? 'ordinary',
  accountNumber: bank?.number ?? '',
  holder: bank?.holder ?? '',
});

export function checkBank(values: Fields, context: z.core.$RefinementCtx): void {
  const bank = RefundBank.safeParse(bankOf(values));
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
      <TextField name="bankName" label={words.bankName} required />
      <TextField name="bankCode" label={words.bankCode} messages={{ not_a_bank_code: words.fourDigits }} inputMode="numeric" required />
      <TextField name="branchName" label={words.branchName} required />
      <TextField
        name="branchCode"
        label={words.branchCode}
        messages={{ not_a_branch_code: words.threeDigits }}
        inputMode="numeric"
        required
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
      <TextField name="holder" label={words.holder} messages={{ not_a_reading: words.holderWrong }} required />
    </fieldset>
  );
}
