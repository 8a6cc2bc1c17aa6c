import type { ChargeId, MemberId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { Platform } from '../../platform/platform.ts';
import { paymentsOfCharges } from './payment.repository.ts';

interface LineMember {
  readonly memberId: MemberId | null;
  readonly memberName: string;
  readonly memberNumber: string;
}

/** Whose money each line is: the payments-service knows charges only. */
export async function withMembers<L extends { readonly chargeId: ChargeId | null }>(
  platform: Platform,
  scope: OrgScope,
  lines: readonly L[],
): Promise<(L & LineMember)[]> {
  const chargeIds = [...new Set(lines.flatMap(({ chargeId }) => chargeId ?? []))];
  const payments = chargeIds.length === 0 ? [] : await paymentsOfCharges(platform.databases.server, scope, chargeIds);
  const byCharge = new Map(payments.map((payment) => [payment.chargeId as string, payment]));
  return lines.map((line) => {
    const payment = line.chargeId === null ? undefined : byCharge.get(line.chargeId);
    return {
      ...line,
      memberId: payment?.memberId ?? null,
      memberName: payment?.memberName ?? '',
      memberNumber: payment?.memberNumber ?? '',
    };
  });
}
