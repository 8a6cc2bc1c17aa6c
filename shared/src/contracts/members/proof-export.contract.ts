import * as z from 'zod';
import { MembershipTypeId } from '../../kernel/ids.ts';
import { ListFormat } from '../list-file.contract.ts';
import type { ProofPassState } from './proof.contract.ts';

/** Columns of the file of a period of yearly proofs: who is to be told, and where they are reached. */
export const proofColumns = [
  '会員番号',
  '会員',
  'フリガナ',
  '状態',
  '期限',
  'メール',
  'メールアドレス',
  '電話',
  '郵便番号',
  '住所',
  '差し戻しの理由',
] as const;
export type ProofColumn = (typeof proofColumns)[number];

/** The lists of a period, as its screen shows them. */
const proofLists = ['missing', 'lapsed', 'accepted'] as const;
export type ProofList = (typeof proofLists)[number];
/** Who stands in which of them. */
export const statesOfProofList: Readonly<Record<ProofList, readonly ProofPassState[]>> = {
  missing: ['asked', 'refused'],
  lapsed: ['lapsed'],
  accepted: ['accepted'],
};

/** All members of one list of the present period of a type, or of the last one; or those whom no mail reaches. */
export const ExportProofsInput = z.strictObject({
  membershipTypeId: MembershipTypeId,
  show: z.enum(proofLists).default('missing'),
  unreached: z.boolean().default(false),
  format: ListFormat,
  columns: z.array(z.enum(proofColumns)).min(1).max(proofColumns.length),
});
