import * as z from 'zod';
import { isCorporateNumber } from '../../kernel/corporate-number.ts';
import { MemberId } from '../../kernel/ids.ts';
import { EmailAddress, IdempotencyKey, OptionalText } from '../text.contract.ts';

/** What invoices and receipts are: plain, 適格請求書, or 適格簡易請求書 of trades that serve the general public (domain.md 4.2). */
const paperForms = ['plain', 'qualified', 'simplified'] as const;
export const PaperForm = z.enum(paperForms);
export type PaperForm = z.output<typeof PaperForm>;

const TaxRounding = z.enum(['floor', 'half-up', 'ceil']);

/** T and thirteen digits; spaces, hyphens, full-width and small letters are converted. */
const RegistrationNumber = z
  .string()
  .max(40, 'too_long')
  .transform((typed) =>
    typed
      .normalize('NFKC')
      .replace(/[\s\-‐‑–—−ー]/g, '')
      .toUpperCase(),
  )
  .pipe(z.string().regex(/^(T\d{13})?$/, 'not_a_registration_number'));

const AccountNumber = z
  .string()
  .max(20, 'too_long')
  .transform((typed) => typed.normalize('NFKC').replace(/[\s\-‐‑–—−ー]/g, ''))
  .pipe(z.string().regex(/^(\d{4,8})?$/, 'not_an_account_number'));

export const bankAccountTypes = ['ordinary', 'current', 'savings'] as const;

const fields = {
  form: PaperForm,
  registrationNumber: RegistrationNumber,
  /** A corporation's number checks itself; that of a person or of an unincorporated group need not. */
  registeredAs: z.enum(['corporation', 'other']),
  /** Once per rate and document; the same for all papers. */
  taxRounding: TaxRounding,
  /** Receipts are of business, and paper ones need a revenue stamp; not so of bodies that share out no surplus. */
  businessReceipts: z.boolean(),
  /** PAY-19: invoices print the account, also where members are offered online ways only. */
  bankPrinted: z.boolean(),
  bankName: OptionalText,
  bankBranch: OptionalText,
  bankAccountType: z.enum(bankAccountTypes),
  bankAccountNumber: AccountNumber,
  bankHolder: OptionalText,
} as const;

const Fields = z.strictObject(fields);
type Fields = z.output<typeof Fields>;

function check(given: Fields, context: z.core.$RefinementCtx<Fields>): void {
  const refuse = (path: keyof Fields, message: string) => context.addIssue({ code: 'custom', path: [path], message });
  // Case 93: who is not registered issues nothing that is called 適格.
  if (given.form !== 'plain' && given.registrationNumber === '') refuse('registrationNumber', 'registration_number_missing');
  if (given.registeredAs === 'corporation' && given.registrationNumber !== '' && !isCorporateNumber(given.registrationNumber.slice(1)))
    refuse('registrationNumber', 'registration_check_digit');
  if (!given.bankPrinted) return;
  for (const name of ['bankName', 'bankAccountNumber', 'bankHolder'] as const) if (given[name] === '') refuse(name, 'required');
}

/** What the office types; the version is put beside it. */
export const PaperSettingsForm = Fields.superRefine(check);
/** The own password once more; only another account asks for it. */
const proof = { password: z.string().max(1000, 'too_long').default('') };
export const ProvenPaperSettingsForm = PaperSettingsForm.safeExtend(proof);
export const UpdatePaperSettingsInput = z.strictObject({ settings: PaperSettingsForm, version: z.number().int().min(0), ...proof });

const accountParts = ['bankName', 'bankBranch', 'bankAccountType', 'bankAccountNumber', 'bankHolder'] as const;
export type PrintedAccount = Pick<Fields, (typeof accountParts)[number]>;
/** Whether members would be asked to transfer to another account. */
export const isSameAccount = (one: PrintedAccount, other: PrintedAccount): boolean =>
  accountParts.every((part) => one[part] === other[part]);

export const PaperSettingsView = z.object({
  ...fields,
  registrationNumber: z.string(),
  bankAccountNumber: z.string(),
  bankName: z.string(),
  bankBranch: z.string(),
  bankHolder: z.string(),
  /** The number is no corporate number: for others than corporations a hint to look at it once more. */
  checkDigitFails: z.boolean(),
  version: z.number().int(),
});

/** The account by one mail, to the member or to whoever pays for them, so that it need not stand on My Page (PAY-20). */
export const MailBankDetailsInput = z.strictObject({
  memberId: MemberId,
  /** Empty: to the member. */
  email: z.union([z.literal(''), EmailAddress]),
  idempotencyKey: IdempotencyKey,
});
