import { BankLettersForm } from '@tsudoi/shared/contracts/payments/bank-letters.contract';
import { PayoutAccount } from '@tsudoi/shared/contracts/payments/payout-account.contract';
import { yen } from '@tsudoi/shared/kernel/yen';
import { commonLetters } from '@tsudoi/shared/kernel/zengin-kana';
import { PortNumber, commonEnv, readEnv } from '@tsudoi/shared/service/env';
import * as z from 'zod';

/** Who sends the transfers, as the bank knows them: names in half-width kana, and how the bank wants ー, ・ and ヲ in its files. */
const PayoutSender = PayoutAccount.extend({
  clientCode: z.string().regex(/^\d{10}$/),
  holder: z.string().min(1).max(40),
  letters: BankLettersForm,
});
export type PayoutSender = z.output<typeof PayoutSender>;

/** For the demonstration, where there is no bank. */
const sampleSender: PayoutSender = {
  clientCode: '0000000000',
  holder: '(ｶ)ﾂﾄﾞｲ ｻﾝﾌﾟﾙ',
  bankCode: '9999',
  bankName: 'ｻﾝﾌﾟﾙ',
  branchCode: '001',
  branchName: 'ﾎﾝﾃﾝ',
  kind: 'ordinary',
  accountNumber: '0000000',
  letters: commonLetters,
};

function readSender(text: string | undefined): PayoutSender | null {
  if (text === undefined) return null;
  try {
    return PayoutSender.parse(JSON.parse(text));
  } catch {
    // The text itself stays out of the message: it holds an account.
    throw new Error('PAYOUT_SENDER must be JSON with clientCode, holder and the account that transfers are made from.');
  }
}

const paymentsEnv = {
  ...commonEnv,
  PORT: PortNumber,
  INTERNAL_PORT: PortNumber,
  /** Where this service's internal interface listens; loopback unless a private network is named. */
  INTERNAL_HOST: z.string().default('127.0.0.1'),
  HOST: z.string().default('127.0.0.1'),
  /** Base of the callback addresses given to providers. */
  PUBLIC_URL: z.url().transform((url) => url.replace(/\/$/, '')),
  /** 32 bytes in hex; encrypts the providers' secrets at rest. */
  SECRETS_KEY: z.string().regex(/^[0-9a-f]{64}$/i, 'must be 64 hex digits'),
  /** Fills the header of bank files (総合振込); without it none can be made. */
  PAYOUT_SENDER: z.string().max(1000).optional(),
  /** The most that a convenience store takes in one payment, the member's part of the fee included; providers document either (domain.md 4.2). */
  KONBINI_MAX_YEN: z.coerce.number().int().min(1).max(300_000).default(299_999).transform(yen),
  SANDBOX_URL: z
    .url()
    .transform((url) => url.replace(/\/$/, ''))
    .optional(),
};

const ProviderUrls = z.record(
  z.string(),
  z.url().transform((url) => url.replace(/\/$/, '')),
);

export type PaymentsEnv = ReturnType<typeof readPaymentsEnv>;

/** @throws Error naming what is missing, or that a stand-in provider is set in production. */
export function readPaymentsEnv(source: NodeJS.ProcessEnv = process.env) {
  const env = readEnv(paymentsEnv, source);
  if (env.NODE_ENV === 'production' && env.SANDBOX_URL)
    throw new Error('SANDBOX_URL names a stand-in provider and is refused in production.');
  const named = Object.entries(source).filter(([name, value]) => name.endsWith('_API_URL') && value);
  const urls = ProviderUrls.safeParse(Object.fromEntries(named));
  if (!urls.success) throw new Error(`The environment is not complete:\n  ${urls.error.issues[0]?.path.join('.')}: must be an address`);
  return { ...env, PROVIDER_URLS: urls.data, PAYOUT_SENDER: readSender(env.PAYOUT_SENDER) ?? (env.SANDBOX_URL ? sampleSender : null) };
}

/** Where a provider's interface is: what `<NAME>_API_URL` says, the stand-in where there is one, and otherwise its live address. */
export function providerUrl(env: PaymentsEnv, name: string, liveUrl: string): string {
  const told = env.PROVIDER_URLS[`${name.replaceAll('-', '_').toUpperCase()}_API_URL`];
  return told ?? (env.SANDBOX_URL ? `${env.SANDBOX_URL}/${name}` : liveUrl);
}
