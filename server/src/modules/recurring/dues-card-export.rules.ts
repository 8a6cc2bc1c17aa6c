import type { DuesCardColumn, DuesCardRow } from '@tsudoi/shared/contracts/recurring/dues-card.contract';
import { fullName, fullReading } from '@tsudoi/shared/kernel/names';
import type { Cell } from '../../platform/csv.ts';
import { formatPhone } from '../../platform/phone.ts';
import { type MemberDocument, mailAddressOf } from '../members/members.public.ts';
import type { CardWishDocument } from './card-wish.repository.ts';

/** Somebody who pays their dues by card, and whether there is one. */
export interface DuesCardPerson {
  readonly wish: CardWishDocument;
  readonly member: MemberDocument;
  readonly card: DuesCardRow['card'];
  readonly byMail: boolean;
}

/** A file is Japanese whoever reads the screen. */
const cardWords: Readonly<Record<DuesCardRow['card'], string>> = {
  waiting: '登録待ち',
  saved: '登録済み',
  unknown: '確かめられません',
};

/** What each column says of somebody. */
export const duesCardCells: Readonly<Record<DuesCardColumn, (person: DuesCardPerson) => Cell>> = {
  会員番号: ({ member }) => member.memberNumber,
  会員: ({ member }) => fullName(member),
  フリガナ: ({ member }) => fullReading(member),
  選んだ日: ({ wish }) => wish.from.replaceAll('-', '/'),
  カード: ({ card }) => cardWords[card],
  メール: ({ byMail }) => (byMail ? '届きます' : '届きません'),
  メールアドレス: ({ member }) => mailAddressOf(member),
  電話: ({ member }) => formatPhone(member.phone),
};
