import { randomUUID } from 'node:crypto';
import { type TermSettings, termSettingsAtFirst } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import type { MemberId, MembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import type { MemberDocument } from '../src/modules/members/members.public.ts';
import { recordOffline } from '../src/modules/payments/offline.service.ts';
import { agreeToRenewal } from '../src/modules/renewals/renewal-consent.service.ts';
import { consentWording } from '../src/modules/renewals/renewal-consent.rules.ts';
import { renewEverybody } from '../src/modules/renewals/renewal-round.service.ts';
import { saveTermSettings, termSettings } from '../src/modules/renewals/renewal-settings.service.ts';
import { memberTerms } from '../src/modules/renewals/renewal-standing.service.ts';
import { enterTerm } from '../src/modules/renewals/term-entry.service.ts';
import type { MailRow } from '../src/platform/mail-outbox.ts';
import type { TestOrganization } from './organization.factory.ts';
import { cardDesk } from './recurring.factory.ts';
import type { TestServer } from './server.factory.ts';

/** Terms as most of the tests have them: a year, renewed by itself for whoever agrees. */
export const yearly: TermSettings = { ...termSettingsAtFirst, hasTerms: true, autoRenewal: true };

/** The hands of an office that has terms, its members, and the provider that keeps their cards. */
export function renewalDesk(server: TestServer, org: TestOrganization) {
  const { platform } = server;
  const db = platform.databases.server;
  const cards = cardDesk(server, org);
  const ofMember = server.payments.answers['cards.ofMember'] as (input: { memberId: MemberId }) => object | null;
  server.payments.answers['cards.ofMembers'] = ({ memberIds }: { memberIds: MemberId[] }) =>
    memberIds.flatMap((memberId) => ofMember({ memberId }) ?? []);
  const billsOf = (memberId: MemberId) => db.collection<BillDocument>('bills').find({ memberId }).sort({ _id: 1 }).toArray();
  return {
    cards,
    billsOf,
    async set(membershipTypeId: MembershipTypeId, settings: TermSettings = yearly): Promise<void> {
      const { version } = (await termSettings(platform, org.scope)).find((type) => type.membershipTypeId === membershipTypeId)!;
      await saveTermSettings(platform, org.owner, { membershipTypeId, ...settings, version });
    },
    /** A member whose term ends on a day, with a card that says so where one is named, and then agreed to be renewed. */
    async member(
      through: string,
      verdict: Parameters<typeof cards.putCard>[1] | null = null,
      given: Partial<MemberDocument> = {},
    ): Promise<MemberId> {
      const { _id: memberId } = await org.addMember(given);
      const term = { memberId, from: jstDate('2020-04-01'), through: jstDate(through), reason: '', idempotencyKey: randomUUID() };
      await enterTerm(platform, org.owner, term);
      if (verdict === null) return memberId;
      cards.putCard(memberId, verdict);
      await agreeToRenewal(platform, org.asMember(memberId), { wording: consentWording });
      return memberId;
    },
    /** Ten in the morning of a day: its round, twice, and what is collected then. */
    async day(day: string): Promise<void> {
      cards.at(day);
      await renewEverybody(platform);
      await renewEverybody(platform);
      await cards.work();
    },
    through: async (memberId: MemberId) => (await memberTerms(platform, org.scope, memberId)).through,
    /** Its rows as somebody would read them out, the oldest first. */
    rows: async (memberId: MemberId) =>
      (await memberTerms(platform, org.scope, memberId)).terms
        .toReversed()
        .map(({ kind, from, through, isLive }) => `${kind} ${from} ${through}${isLive ? '' : ' -'}`),
    pay: (bill: BillDocument, receivedOn: string) =>
      recordOffline(platform, org.scope, org.owner, {
        billId: bill._id,
        amount: PositiveYen.parse(bill.amount),
        method: 'bank_transfer',
        receivedOn: jstDate(receivedOn),
        memo: '',
        idempotencyKey: randomUUID(),
      }),
    mails: async (to: string) =>
      (await db.collection<MailRow>('mails').find({ orgId: org.scope.orgId, to, purpose: 'renewal' }).sort({ _id: 1 }).toArray()).map(
        ({ subject, text }) => ({ subject: subject.split('】')[1]!, text }),
      ),
  };
}
