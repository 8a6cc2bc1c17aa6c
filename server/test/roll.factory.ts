import type { MemberStatus } from '@tsudoi/shared/contracts/members/member.contract';
import type { MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { splitAddress } from '@tsudoi/shared/kernel/postal-address';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { newMember } from '../src/modules/members/member.factory.ts';
import type { MemberDocument } from '../src/modules/members/member.repository.ts';

const families = [
  '佐藤サトウ',
  '鈴木スズキ',
  '髙橋タカハシ',
  '田中タナカ',
  '伊藤イトウ',
  '渡邊ワタナベ',
  '山本ヤマモト',
  '中村ナカムラ',
  '小林コバヤシ',
  '加藤カトウ',
  '𠮷田ヨシダ',
  '山田ヤマダ',
  '佐々木ササキ',
  '山口ヤマグチ',
  '松本マツモト',
  '井上イノウエ',
  '木村キムラ',
  '林ハヤシ',
  '清水シミズ',
  '阿部アベ',
];
const given = [
  '陽菜ヒナ',
  '結衣ユイ',
  '葵アオイ',
  '蓮レン',
  '湊ミナト',
  '大翔ヒロト',
  '美咲ミサキ',
  '健一ケンイチ',
  '由美子ユミコ',
  '和彦カズヒコ',
  '千尋チヒロ',
  '拓海タクミ',
  '真理子マリコ',
  '直樹ナオキ',
  '淳一ジュンイチ',
  '恵子ケイコ',
  '悠ユウ',
  '蘭ラン',
  '誠マコト',
  '桜サクラ',
];
const split = (both: string): [string, string] => {
  const at = both.search(/[ァ-ヴ]/);
  return [both.slice(0, at), both.slice(at)];
};
const statuses: readonly MemberStatus[] = [
  'active',
  'active',
  'active',
  'active',
  'active',
  'active',
  'active',
  'suspended',
  'withdrawn',
  'applied',
];

/** performance.md P4: Japanese names with readings, spread over statuses, types and thirty years of joining. */
export function memberOfRoll(scope: OrgScope, types: readonly MembershipTypeId[], at: number): MemberDocument {
  const spread = (at * 7919 + (at >> 3) * 31) >>> 0;
  const [familyName, familyNameKana] = split(families[spread % families.length]!);
  const [first, firstKana] = split(given[(spread >> 4) % given.length]!);
  const [second, secondKana] = split(given[(spread >> 9) % given.length]!);
  return newMember(scope, {
    fields: {
      familyName,
      givenName: `${first}${second}`,
      familyNameKana,
      givenNameKana: `${firstKana}${secondKana}`,
      membershipTypeId: types[spread % types.length]!,
      memberNumber: '',
      contactEmail: `${(spread % 46_656).toString(36)}${at}@example.com` as never,
      phone: `090${String(10_000_000 + (spread % 89_999_999))}` as never,
      postalCode: '1010054' as never,
      address: splitAddress('東京都千代田区神田錦町3丁目11番'),
      affiliation: '東雲大学 工学部',
      birthDate: '',
      joinedOn: jstDate(`${1995 + (spread % 30)}-04-01`),
      memo: '',
    },
    memberNumber: `${2000 + (spread % 26)}-${String(at).padStart(6, '0')}`,
    actorName: '佐藤 花子',
    now: new Date('2020-04-01T00:00:00Z'),
    today: jstDate('2026-04-10'),
    status: statuses[(spread >> 2) % statuses.length]!,
  });
}
