import type { AuditAction } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { ExportedList, ListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import type { ListExportId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { UserActor } from '../../../platform/actor.ts';
import type { ListFile } from '../../../platform/list-file.ts';
import { assertAllowed } from '../../../platform/permissions.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Reader } from '../../../platform/read-log.ts';
import { recordAudit } from '../../audit/audit.public.ts';
import { arrearsList, billList, cancelJobList, runRowList } from '../../billing/billing.public.ts';
import { assertMayChoose, memberList, proofList } from '../../members/members.public.ts';
import { paymentList } from '../../payments/payments.public.ts';
import { duesCardList } from '../../recurring/recurring.public.ts';

/** The list that is wished for, as it is now. @throws DomainError INVALID_INPUT for a column of nobody, NOT_FOUND */
export async function openList(platform: Platform, scope: OrgScope, wish: ListExportInput): Promise<ListFile> {
  if (wish.list === 'members') return memberList(platform, scope, wish);
  if (wish.list === 'bills') return billList(platform, scope, wish);
  if (wish.list === 'payments') return paymentList(platform, scope, wish);
  if (wish.list === 'cancellations') return cancelJobList(platform, scope, wish);
  if (wish.list === 'run_rows') return runRowList(platform, scope, wish);
  if (wish.list === 'proofs') return proofList(platform, scope, wish);
  if (wish.list === 'dues_cards') return duesCardList(platform, scope, wish);
  return arrearsList(platform, scope, wish);
}

interface Facts {
  readonly right: Permission;
  /** Where its file says more than its screen. */
  readonly besides?: Permission;
  readonly action: AuditAction;
  readonly subjectKind: string;
  readonly unit: '名' | '件';
}
const facts: Readonly<Record<ExportedList, Facts>> = {
  members: { right: 'members.read', action: 'member.export', subjectKind: 'member', unit: '名' },
  bills: { right: 'billing.read', action: 'bill.export', subjectKind: 'bill', unit: '件' },
  payments: { right: 'payments.read', action: 'payment.export', subjectKind: 'payment', unit: '件' },
  arrears: { right: 'billing.read', action: 'bill.export', subjectKind: 'bill', unit: '名' },
  cancellations: { right: 'billing.read', action: 'bill.export', subjectKind: 'cancelJob', unit: '件' },
  run_rows: { right: 'billing.read', action: 'bill.export', subjectKind: 'billingRun', unit: '名' },
  proofs: { right: 'members.read', action: 'member.export', subjectKind: 'member', unit: '名' },
  // How to reach them stands in the file alone.
  dues_cards: { right: 'billing.read', besides: 'members.read', action: 'member.export', subjectKind: 'member', unit: '名' },
};

/** Who takes a list along must be allowed to see it, as it is narrowed. @throws DomainError FORBIDDEN */
export function assertMayExport(actor: UserActor, wish: ListExportInput): void {
  const { right, besides = right } = facts[wish.list];
  assertAllowed(actor, 'members.export', right, besides);
  if (wish.list === 'members') assertMayChoose(actor, wish);
}

/** Who takes how many rows along is in the log before the first of them leaves. */
export async function noteExport(
  platform: Platform,
  actor: UserActor,
  { list, format }: Pick<ListExportInput, 'list' | 'format'>,
  rows: number,
  session: ClientSession,
): Promise<void> {
  const { action, subjectKind, unit } = facts[list];
  const subjectName = `${rows}${unit}（${format}）`;
  await recordAudit(platform, actor.scope, actor, { action, subjectKind, subjectId: actor.userId, subjectName, fields: [] }, session);
}

/** Whose rows went into a file, by its id; a file that is written faster than that can be noted waits (security.md 4.11). */
export function noteTaken(platform: Platform, reader: Reader, id: ListExportId, memberIds: readonly (MemberId | null)[]): Promise<void> {
  platform.reads.taken(reader, 'export', id, memberIds);
  return platform.reads.room();
}
