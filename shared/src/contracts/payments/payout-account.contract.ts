import * as z from 'zod';
import { PayoutAccountId } from '../../kernel/payout-ids.ts';
import { japanPostAddress } from '../../kernel/japan-post.ts';
import { toZenginKana } from '../../kernel/zengin-kana.ts';
import { Slug } from '../organizations/organization.contract.ts';
import { PasswordText } from '../text.contract.ts';

export const accountKinds = ['ordinary', 'current', 'savings'] as const;
export const AccountKind = z.enum(accountKinds);
export type AccountKind = z.output<typeof AccountKind>;

/** A name as bank files have it: converted, not asked for; what cannot be written there is refused. */
export const zenginName = (most: number) =>
  z
    .string()
    .max(100, 'too_long')
    .transform((typed, context) => {
      const name = toZenginKana(typed);
      if (name.ok) return name.kana;
      context.addIssue({ code: 'custom', message: 'zengin_character' });
      return z.NEVER;
    })
    .pipe(z.string().min(1, 'required').max(most, 'too_long'));

const digits = (length: number, least = length) =>
  z
    .string()
    .max(20, 'too_long')
    .transform((typed) => typed.normalize('NFKC').replace(/[\s-]/g, ''))
    .pipe(z.string().regex(new RegExp(`^\\d{${least},${length}}$`), 'not_digits'));

export const BankAccountForm = z.strictObject({
  via: z.literal('bank'),
  bankCode: digits(4),
  bankName: zenginName(15),
  branchCode: digits(3),
  branchName: zenginName(15),
  kind: AccountKind,
  accountNumber: digits(7, 1).transform((number) => number.padStart(7, '0')),
  holder: zenginName(30),
});

/** 記号 and 番号 as they stand in the book of Japan Post Bank. */
export const JapanPostAccountForm = z
  .strictObject({
    via: z.literal('japan_post'),
    symbol: digits(5),
    number: digits(8, 2),
    holder: zenginName(30),
  })
  .refine(({ symbol, number }) => japanPostAddress(symbol, number) !== null, { path: ['number'], message: 'not_japan_post' });

/** Where the organisation's money goes. It is sealed where it is kept, and no answer ever repeats the number. */
const EnteredAccount = z.discriminatedUnion('via', [BankAccountForm, JapanPostAccountForm]);
export type EnteredAccount = z.output<typeof EnteredAccount>;
export const SavePayoutAccountInput = z.strictObject({
  account: EnteredAccount,
  /** Of the account that was on the screen; 0 where there was none. */
  version: z.number().int().min(0),
  /** Of whoever enters it: an open page alone sends nobody's money elsewhere (security.md 4.8). */
  password: PasswordText,
});

/** How the operator knows whose account it is: words that stay with it. */
export const AccountEvidence = z.string().trim().min(20, 'too_short').max(1000, 'too_long');
/** In the place of an organisation that has ended: nobody of it gets in any more (domain.md 6, case 40). */
export const EnterPayoutAccountInput = z.strictObject({
  slug: Slug,
  account: EnteredAccount,
  /** Of the account that was on the screen; 0 where there was none. */
  version: z.number().int().min(0),
  evidence: AccountEvidence,
});

/** The account as a bank file takes it. */
export const PayoutAccount = z.strictObject({
  bankCode: z.string().regex(/^\d{4}$/),
  bankName: z.string().min(1).max(15),
  branchCode: z.string().regex(/^\d{3}$/),
  branchName: z.string().min(1).max(15),
  kind: AccountKind,
  accountNumber: z.string().regex(/^\d{7}$/),
  holder: z.string().min(1).max(30),
});
export type PayoutAccount = z.output<typeof PayoutAccount>;

/** What screens, logs and mails may say of it. */
export const PayoutAccountView = z.object({
  payoutAccountId: PayoutAccountId,
  bankCode: z.string(),
  bankName: z.string(),
  branchCode: z.string(),
  branchName: z.string(),
  kind: AccountKind,
  /** The last three digits. */
  tail: z.string(),
  holder: z.string(),
  version: z.number().int(),
  changedBy: z.string(),
  changedAt: z.iso.datetime(),
});
export type PayoutAccountView = z.output<typeof PayoutAccountView>;
