import type { DeadLetters, ReplayDeadLetterInput } from '@tsudoi/shared/contracts/payments/money-trace.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { MessageId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { deadMessages, reviveMessage } from './dead-letter.repository.ts';

type View = z.output<typeof DeadLetters>;
const most = 100;

/** What was told and could not be taken in: notices of providers, and messages between our own services. Newest first. */
export async function deadLetters(platform: Platform, scope: OrgScope): Promise<View> {
  const [own, notices] = await Promise.all([
    deadMessages(platform.databases.queue, scope, most),
    paymentsClient(platform, scope).call('inbox.dead', {}),
  ]);
  const rows: View['rows'] = [
    ...own.map(({ _id, name, deadReason, attempts, occurredAt }) => ({
      kind: 'message' as const,
      id: _id,
      name,
      reason: deadReason ?? '',
      attempts,
      at: occurredAt.toISOString(),
    })),
    ...notices.map((notice) => ({ kind: 'notice' as const, ...notice })),
  ];
  return { rows: rows.toSorted((left, right) => right.at.localeCompare(left.at)) };
}

async function revive(platform: Platform, scope: OrgScope, { kind, id }: z.output<typeof ReplayDeadLetterInput>): Promise<boolean> {
  if (kind === 'notice') return (await paymentsClient(platform, scope).call('inbox.replay', { id })).replayed;
  const messageId = MessageId.safeParse(id);
  return messageId.success && reviveMessage(platform.databases.queue, scope, messageId.data, platform.clock.realNow());
}

/** Takes one of them in once more, as if it had just come; twice is harmless. @throws DomainError NOT_FOUND */
export async function replayDeadLetter(platform: Platform, actor: UserActor, input: z.output<typeof ReplayDeadLetterInput>): Promise<View> {
  const { scope } = actor;
  if (!(await revive(platform, scope, input))) throw new DomainError('NOT_FOUND');
  await inTransaction(platform.databases.client, (session) =>
    recordAudit(
      platform,
      scope,
      actor,
      { action: 'payment.replay', subjectKind: 'dead_letter', subjectId: input.id, subjectName: '', fields: [] },
      session,
    ),
  );
  return deadLetters(platform, scope);
}
