import type { AccountKind, MandateForm } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { japanPostAddress } from '@tsudoi/shared/kernel/japan-post';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { toZenginKana } from '@tsudoi/shared/kernel/zengin-kana';
import type { Platform } from '../platform/platform.ts';
import { openSecret, sealSecret } from '../platform/secret-box.ts';
import type { BankPlaceDocument } from './debit-contract.repository.ts';

/** @throws DomainError KANA_NOT_ALLOWED naming the letter, KANA_TOO_LONG */
export function kanaOf(text: string, most: number): string {
  const told = toZenginKana(text);
  if (!told.ok) throw new DomainError('KANA_NOT_ALLOWED', { character: told.character });
  if (told.kana.length > most) throw new DomainError('KANA_TOO_LONG', { most });
  return told.kana;
}

interface TypedPlace {
  readonly bankCode: string;
  readonly bankName: string;
  readonly branchCode: string;
  readonly branchName: string;
  readonly accountKind: AccountKind;
  readonly accountNumber: string;
}

/** Seals an account; its names become kana of bank files. @throws DomainError KANA_NOT_ALLOWED, KANA_TOO_LONG */
export function sealPlace({ env }: Platform, typed: TypedPlace): BankPlaceDocument {
  const number = typed.accountNumber.padStart(7, '0');
  return {
    bankCode: typed.bankCode,
    bankName: kanaOf(typed.bankName, 15),
    branchCode: typed.branchCode,
    branchName: kanaOf(typed.branchName, 15),
    accountKind: typed.accountKind,
    sealedAccountNumber: sealSecret(number, env.SECRETS_KEY),
    accountTail: number.slice(-3),
  };
}

export function accountNumberOf({ env }: Platform, place: BankPlaceDocument): string {
  return openSecret(place.sealedAccountNumber, env.SECRETS_KEY);
}

/** The account that a form names: at a bank, or at Japan Post Bank by symbol and number. @throws DomainError INVALID_INPUT */
export function placeOfForm(form: MandateForm): TypedPlace {
  if (form.at === 'bank') return form;
  const post = japanPostAddress(form.symbol, form.number);
  if (!post) throw new DomainError('INVALID_INPUT', {}, [{ path: ['account', 'symbol'], code: 'digits' }]);
  return { ...post, bankName: 'ユウチヨ', branchName: '', accountKind: 'ordinary' };
}

const kinds: Readonly<Record<AccountKind, string>> = { ordinary: '1', current: '2', tax: '3', other: '9' };

/** How files write the kind of an account. */
export function kindDigit(kind: AccountKind): string {
  return kinds[kind];
}

/** What may be shown of an account: never its number. */
export function shownPlace(place: BankPlaceDocument): Omit<BankPlaceDocument, 'sealedAccountNumber'> {
  const { bankCode, bankName, branchCode, branchName, accountKind, accountTail } = place;
  return { bankCode, bankName, branchCode, branchName, accountKind, accountTail };
}
