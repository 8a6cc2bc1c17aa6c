import type { DebitContractView } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { AuditActor } from '../../platform/actor.ts';
import { answerLast } from '../../platform/answer-last.ts';
import { takeNumbers } from '../../platform/counters.ts';
import { type MailDraft, enqueueMails } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { settingsKeepers } from '../identity/identity.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';

function endedMail(
  organizationName: string,
  by: string,
  keeper: { readonly email: string; readonly name: string },
  link: string,
  key: string,
): MailDraft {
  return {
    to: keeper.email,
    subject: shortSubject(organizationName, '口座振替の委託契約を終了しました'),
    text: `${keeper.name} 様

口座振替の委託契約を終了しました。

　団体：${organizationName}
　終了した人：${by}

・これからの引き落としはありません。会員の口座振替の登録も、すべて止まります。
・金融機関に依頼済みの引き落としは、結果が届くと入金になります。
・もう一度使うときは、新しい委託契約を入れてください。

${link}
`,
    link,
    purpose: 'debit_ended',
    idempotencyKey: `debit-ended:${key}:${keeper.email}`,
  };
}

/**
 * Ends the contract with the bank, by the office or the operator: in the organisation's own log, with a mail to whoever keeps its
 * settings, and the answer of the payments-service last, so that all of it is or nothing (PAY-04, docs/decisions/0039). A press whose
 * answer was lost is pressed again: row and mails come once for each end, whoever presses how often. @throws DomainError NOT_FOUND, CONFLICT when it was changed since it was looked at
 */
export async function endDebit(platform: Platform, scope: OrgScope, actor: AuditActor, version: number): Promise<DebitContractView> {
  const { name: organizationName, slug } = await findOrganization(scope);
  const payments = paymentsClient(platform, scope);
  const { contract: known } = await payments.call('debits.overview', {});
  const link = `${platform.env.PUBLIC_URL}/${slug}/admin/direct-debit?view=contract`;
  const by = actor.kind === 'user' ? actor.name : '運営';
  const mails = (await settingsKeepers(platform, scope)).map((keeper) =>
    endedMail(organizationName, by, keeper, link, `${scope.orgId}:${version}`),
  );
  const note = {
    action: 'debit.end',
    subjectKind: 'directDebit',
    subjectId: scope.orgId,
    subjectName: known?.consignorName ?? '',
  } as const;
  const contract = await answerLast(
    platform,
    async (session) => {
      const db = platform.databases.server;
      // Two presses at one moment meet here, and a later one finds that this end was told.
      if ((await takeNumbers(db, scope, `debit-end:${version}`, 1, session)) !== 1) return;
      await recordAudit(platform, scope, actor, { ...note, fields: ['state'] }, session);
      await enqueueMails(db, scope, mails, platform.clock.now(), session);
    },
    () => payments.call('debits.endContract', { version }),
  );
  platform.nudgeMail();
  return contract;
}
