import type { Signature } from '@tsudoi/shared/contracts/applications/signed-form.contract';
import type { ListedPlace } from '@tsudoi/shared/contracts/organizations/bank-list.contract';
import type { PostalTown } from '@tsudoi/shared/contracts/organizations/postal-code.contract';
import { fileValue } from '@tsudoi/shared/kernel/file-value';
import type { FileId } from '@tsudoi/shared/kernel/ids';
import { type PostalAddress, noAddress } from '@tsudoi/shared/kernel/postal-address';

/** What people and organisations have typed themselves: the same in whatever language somebody reads the page. */
export const typed = {
  organization: 'しののめ環境学会',
  type: '正会員（個人）',
  latinName: 'Nguyen Thi Mai',
  file: 'gakuseisho.pdf',
  street: '千代田1-1',
} as const;

/** A file on a record, as its field has it. */
export const keptFile = fileValue({ fileId: 'fil_01JZZZZZZZZZZZZZZZZZZZZZZZ' as FileId, name: typed.file });

export const inJapan: PostalAddress = {
  ...noAddress,
  prefecture: '東京都',
  city: '千代田区',
  street: typed.street,
  building: 'かすみビル203',
};
export const abroad: PostalAddress = { ...noAddress, street: '221B Baker Street', city: 'London NW1 6XE', country: 'United Kingdom' };

export const towns: Readonly<Record<string, readonly PostalTown[]>> = {
  1000001: [{ prefecture: '東京都', city: '千代田区', town: '千代田' }],
  6028064: [
    { prefecture: '京都府', city: '京都市上京区', town: '一町目' },
    { prefecture: '京都府', city: '京都市上京区', town: '油橋詰町' },
    { prefecture: '京都府', city: '京都市上京区', town: '伊勢屋町' },
  ],
};
export const banks: readonly ListedPlace[] = [
  { code: '0001', name: 'みずほ銀行', kana: 'ミズホ' },
  { code: '0005', name: '三菱ＵＦＪ銀行', kana: 'ミツビシユ－エフジエイ' },
  { code: '9900', name: 'ゆうちょ銀行', kana: 'ユウチヨ' },
];
export const branches: readonly ListedPlace[] = [
  { code: '001', name: '東京営業部', kana: 'トウキヨウ' },
  { code: '108', name: '神田', kana: 'カンダ' },
];

/** A character that Shift_JIS has not, in the file of a list. */
export const lostLetter = {
  heading: false,
  memberId: null,
  memberNumber: '2026-0652',
  name: '𠮷田 葵',
  column: '氏名',
  letters: '𠮷',
} as const;
/** Columns of such a file, which is in Japanese whoever asks for it. */
export const fileColumns = ['会員番号', '氏名', '会員種別', '未入金額'] as const;

/** A touch in passing: nobody's name. */
export const touch: Signature = [[[300, 100]]];
/** Lines somebody signed with. */
export const signature: Signature = [
  [
    [70, 120],
    [150, 60],
    [120, 150],
    [210, 80],
    [200, 140],
    [300, 90],
  ],
  [
    [330, 70],
    [345, 130],
    [420, 85],
    [400, 140],
    [520, 100],
  ],
];

/** What a question fails with that never reached the server. */
export const noAnswer = new Error('no answer');
