import type { ProofColumn } from '@tsudoi/shared/contracts/members/proof-export.contract';
import type { ProofPassesView } from '@tsudoi/shared/contracts/members/proof.contract';
import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import { shownPostalCode } from '@tsudoi/shared/kernel/postal-code';
import type * as z from 'zod';
import type { Cell } from '../../platform/csv.ts';
import { formatPhone } from '../../platform/phone.ts';
import { mailAddressOf } from './member-mail.rules.ts';
import type { MemberDocument } from './member.repository.ts';

/** Somebody of a period, as the office lists them. */
export interface PassPerson {
  readonly member: MemberDocument;
  readonly row: z.output<typeof ProofPassesView>[number]['rows'][number];
}

/** A file is Japanese whoever reads the screen. */
const stateWords: Readonly<Record<PassPerson['row']['state'], string>> = {
  asked: '届いていません',
  refused: '差し戻しました',
  lapsed: '種別が変わりました',
  accepted: '確認しました',
};

/** What each column says of somebody of a period. */
export const proofCells: Readonly<Record<ProofColumn, (person: PassPerson) => Cell>> = {
  会員番号: ({ member }) => member.memberNumber,
  会員: ({ member }) => fullName(member),
  フリガナ: ({ member }) => fullReading(member),
  状態: ({ row }) => stateWords[row.state],
  期限: ({ row }) => row.lastDay.replaceAll('-', '/'),
  メール: ({ row }) => (row.byMail ? '届きます' : '届きません'),
  メールアドレス: ({ member }) => mailAddressOf(member),
  電話: ({ member }) => formatPhone(member.phone),
  郵便番号: ({ member }) => shownPostalCode(member.postalCode),
  住所: ({ member }) => member.address,
  差し戻しの理由: ({ row }) => row.reason,
};
