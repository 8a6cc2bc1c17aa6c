import { nobody } from '@tsudoi/shared/contracts/members/member-kind.contract';
import type { Honorific } from '@tsudoi/shared/contracts/members/honorific.contract';
import type { LabelSheet } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { fullName } from '@tsudoi/shared/kernel/names';
import { type Title, titleOf, titleOfContact } from './honorific.rules.ts';
import type { MemberDocument } from './member.repository.ts';

export interface LabelAddressee {
  readonly postalCode: string;
  readonly address: string;
  /** A corporate member: stands on every label, whatever the address takes. */
  readonly body?: string;
  readonly affiliation: string;
  readonly name: string;
  readonly honorific: Title;
}

type Addressed = Pick<MemberDocument, 'familyName' | 'givenName' | 'postalCode' | 'address' | 'affiliation' | 'kind' | 'contacts'>;

/** What names of departments end in, behind two letters at the least, so that 服部, 仁科 and 田所 are people, as the longer names before them are. */
const department =
  /^(?!(?:長谷部|日下部|曽我部|曾我部|矢田部|小田部|宇田部|伊集院|五百部|阿曽部|長曽我部|長宗我部)$).*..(?:部|課|室|係|局|科|所|店|会|院|センター|グループ|チーム|担当|窓口)$/u;

/**
 * What goes to a corporate member goes to its 連絡者: the label bears both, the body above the person. A roll may have a
 * department there (docs/decisions/0060), or nobody: then the last that is named is no person. `chosen`: what the type has.
 */
export function addresseeOf(member: Addressed, chosen?: Honorific): LabelAddressee {
  const { postalCode, address, affiliation, contacts } = member;
  const own = fullName(member);
  if (member.kind !== 'corporate') return { postalCode, address, affiliation, name: own, honorific: titleOf('individual', chosen) };
  const { liaison = nobody } = contacts ?? {};
  const named = fullName(liaison);
  const before = [own, liaison.department];
  const isPerson = liaison.givenName !== '' || !(['', ...before].includes(named) || department.test(named));
  const parts = [...new Set([...before, named])].filter((part) => part !== '');
  const body = parts.slice(0, -1).join('　');
  const name = parts.at(-1) ?? '';
  const honorific = isPerson ? titleOfContact(chosen) : titleOf('corporate', chosen);
  return { postalCode, address, affiliation: '', name, honorific, ...(body === '' ? {} : { body }) };
}

/** Where a label stands: the sheet, from 0, and its upper left corner in millimetres. */
export interface LabelPlace {
  readonly page: number;
  readonly x: number;
  readonly y: number;
}

export const labelsPerSheet = (sheet: LabelSheet): number => sheet.across * sheet.down;

/** The sheets that so many labels take, when the first one stands at `start`. */
export function sheetsFor(sheet: LabelSheet, start: number, count: number): number {
  return count === 0 ? 0 : Math.ceil((Math.min(start, labelsPerSheet(sheet)) - 1 + count) / labelsPerSheet(sheet));
}

/** The place of the label `index`, from 0; labels go by rows, from the left. */
export function labelPlace(
  sheet: LabelSheet,
  start: number,
  index: number,
  shift: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
): LabelPlace {
  const perSheet = labelsPerSheet(sheet);
  const at = Math.min(start, perSheet) - 1 + index;
  const onSheet = at % perSheet;
  return {
    page: Math.floor(at / perSheet),
    x: sheet.left + (onSheet % sheet.across) * sheet.stepX + shift.x,
    y: sheet.top + Math.floor(onSheet / sheet.across) * sheet.stepY + shift.y,
  };
}
