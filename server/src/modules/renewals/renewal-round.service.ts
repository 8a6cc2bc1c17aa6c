import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, addDays } from '@tsudoi/shared/kernel/jst';
import { fullName } from '@tsudoi/shared/kernel/names';
import type { RenewalHold } from '@tsudoi/shared/contracts/renewals/renewal.contract';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { type MailDraft, enqueueMail } from '../../platform/mail-outbox.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import { settingsKeepers } from '../identity/identity.public.ts';
import { awaitNumbers, findMembershipType, statusOn, titleOf } from '../members/members.public.ts';
import { type OrganizationDocument, findOrganization, goesOn } from '../organizations/organizations.public.ts';
import { startCollection } from '../recurring/recurring.public.ts';
import { membersEndingBetween, termsOfMembers } from './membership-term.repository.ts';
import { consentsOf } from './renewal-consent.repository.ts';
import { billInTransaction } from './renewal-make.service.ts';
import { endRound, holdType, organizationsToRenew, settingsByType } from './renewal-settings.repository.ts';
import { plainSettings } from './renewal-settings.service.ts';
import { type Standing, canTell, feeOf, standingOf, uncollectedYen } from './renewal-standing.service.ts';
import { type Held, tellOfHeld } from './renewal-held.service.ts';
import { type RenewalTold, noticeMail, notOfferedMail, officeMail, reminderMail } from './renewal.mail.ts';
import { type RenewalDocument, renewalsOfMembers, saveRenewal } from './renewal.repository.ts';
import { type RenewalStep, chargeOn, heldBy, nextStep, noticeDaysWithoutTerms } from './renewal.rules.ts';
import { validThrough } from './term.rules.ts';

const system = { kind: 'system', name: 'renewals' } as const;
/** Members whose cards are asked for at once. */
const batchSize = 200;

interface Round {
  readonly platform: Platform;
  readonly scope: OrgScope;
  readonly organization: OrganizationDocument;
}

interface Found {
  readonly step: RenewalStep;
  readonly amount: Yen | null;
  /** What keeps it, where that is the step. */
  readonly held: RenewalHold | null;
}

async function stepOf({ platform, scope }: Round, standing: Standing, session?: ClientSession): Promise<Found> {
  const { through, settings, member, isOn, renewal, bill } = standing;
  if (through === null) return { step: 'nothing', amount: null, held: null };
  const uncollected = uncollectedYen(standing);
  const amount = bill === null ? (await feeOf(platform, scope, standing, session)).amount : uncollected;
  const facts = {
    today: platform.clock.today(),
    through,
    settings: plainSettings(settings),
    status: statusOn(member.statusEntries, platform.clock.today()),
    isOn,
    marks: renewal,
    canTell: !isOn || (await canTell(platform, scope, standing, session)),
    // A bill that the office has cancelled is not made again by itself.
    isBilled: bill !== null || renewal.billed !== null,
    isUncollected: uncollected !== null,
    amount,
  };
  return { step: nextStep(facts), amount, held: heldBy(facts) };
}

async function toldOf({ platform, scope, organization }: Round, { member, renewal, through }: Standing): Promise<RenewalTold> {
  const type = await findMembershipType(scope, member.membershipTypeId);
  return {
    to: member.contactEmail,
    name: fullName(member),
    honorific: titleOf(member.kind, type?.honorific),
    organization,
    publicUrl: platform.env.PUBLIC_URL,
    renewalId: renewal._id,
    typeName: type?.name ?? '',
    through: through!,
  };
}

/** What a step writes into the renewal, and the mails that tell of it. */
async function said(
  round: Round,
  standing: Standing,
  step: 'remind' | 'notice' | 'tell',
  amount: Yen | null,
  lastFour: string | null,
): Promise<{ change: Partial<RenewalDocument>; mails: MailDraft[] }> {
  const { settings, member, through } = standing;
  const today = round.platform.clock.today();
  const told = await toldOf(round, standing);
  if (step === 'remind') return { change: { remindedOn: today }, mails: [reminderMail(told, amount!)] };
  if (step === 'notice') {
    const on = chargeOn(through!, settings.chargeDays, { on: today });
    const charge = { amount: amount!, on, lastFour, noticedOn: today };
    const change = { noticed: { on: today, amount: amount!, chargeOn: on } };
    return { change, mails: [noticeMail(told, charge, standing.renewal.version)] };
  }
  const awaitsNumber = (await awaitNumbers(round.platform, round.scope, [member])).has(member);
  const named = { memberId: member._id, memberNumber: member.memberNumber, awaitsNumber };
  const office = (await settingsKeepers(round.platform, round.scope)).map((keeper) => officeMail(told, keeper, named));
  return { change: { toldOn: today }, mails: [notOfferedMail(told, settings.hasTerms), ...office] };
}

/** The bill is there, or is made, and its collection begins today. */
async function charge({ platform, scope }: Round, standing: Standing, session: ClientSession): Promise<void> {
  const bill = await billInTransaction(platform, scope, system, standing, true, session);
  const { renewal, settings, member } = standing;
  if (renewal.billed !== null && standing.bill !== null) {
    // One that a correction made has the length of the present type, as it has its price.
    const { kind, months } = renewal.billed.billId === bill._id ? renewal.billed : settings;
    const billed = { ...renewal.billed, billId: bill._id, kind, months, byCard: true };
    await saveRenewal(platform.databases.server, scope, renewal, { billed, outcome: null }, session);
  }
  const source = { kind: 'renewal', id: renewal._id } as const;
  await startCollection(platform, scope, { billId: bill._id, memberId: member._id, source, firstTryOn: platform.clock.today() }, session);
}

/** Does what is due for one member, in one transaction that looks again: done twice, it is done once. */
async function renewMember(round: Round, memberId: MemberId, lastFour: string | null): Promise<Held | null> {
  const { platform, scope } = round;
  const db = platform.databases.server;
  const { step: looked } = await stepOf(round, await standingOf(platform, scope, memberId));
  if (looked === 'nothing') return null;
  return inTransaction(platform.databases.client, async (session) => {
    const standing = await standingOf(platform, scope, memberId, session);
    const { renewal, member } = standing;
    const { step, amount, held } = await stepOf(round, standing, session);
    if (step === 'nothing') return null;
    if (step === 'charge') {
      await charge(round, standing, session);
      return null;
    }
    if (step === 'hold') {
      const known = renewal.held?.why === held ? renewal.held : null;
      const now = known ?? { why: held!, on: platform.clock.today() };
      if (known === null) {
        await holdType(db, scope, member.membershipTypeId, session);
        await saveRenewal(db, scope, renewal, { held: now }, session);
      }
      return now.on === platform.clock.today() ? { why: now.why, member } : null;
    }
    await holdType(db, scope, member.membershipTypeId, session);
    const { change, mails } = step === 'release' ? { change: {}, mails: [] } : await said(round, standing, step, amount, lastFour);
    await saveRenewal(db, scope, renewal, renewal.held ? { ...change, held: null } : change, session);
    // Who has no address is told by the office, which sees them in the list.
    for (const mail of mails.filter(({ to }) => to !== '')) await enqueueMail(db, scope, mail, platform.clock.now(), session);
    return null;
  });
}

/** The ends that a day's round looks at. */
interface Ends {
  readonly from: JstDate;
  readonly to: JstDate;
  /** Where no type has terms any more, nobody renews by hand. */
  readonly hasTerms: boolean;
}

/**
 * Of members with some term that ends in the days looked at, those of whom anything may be due: the end that counts is among
 * these days, and who renews by hand was not reminded yet, or is held. With the last digits of the card of whoever agreed; null
 * where none is there that can be charged.
 */
async function toLookAt(
  { platform, scope }: Round,
  memberIds: readonly MemberId[],
  { from, to, hasTerms }: Ends,
): Promise<Map<MemberId, string | null>> {
  const db = platform.databases.server;
  const [terms, consents, renewals] = await Promise.all([
    termsOfMembers(db, scope, memberIds),
    consentsOf(db, scope, memberIds),
    renewalsOfMembers(db, scope, memberIds),
  ]);
  const isAgreed = (memberId: MemberId) => consents.get(memberId)?.isOn ?? false;
  const due = memberIds.filter((memberId) => {
    const end = validThrough(terms.get(memberId) ?? []);
    if (end === null || end < from || end > to) return false;
    if (isAgreed(memberId)) return true;
    const renewal = renewals.find((one) => one.memberId === memberId && one.formerThrough === end);
    return Boolean(renewal?.held) || (hasTerms && !renewal?.remindedOn);
  });
  const agreed = due.filter(isAgreed);
  const cards = agreed.length === 0 ? [] : await paymentsClient(platform, scope).call('cards.ofMembers', { memberIds: agreed });
  const usable = cards.filter(({ state }) => state === 'active');
  const lastFours = new Map(usable.map((card) => [card.memberId, card.lastFour]));
  return new Map(due.map((memberId) => [memberId, lastFours.get(memberId) ?? null]));
}

/** The day's round of one organisation. What fails for one member holds up nobody else, and is tried again tomorrow. */
async function renewOrganization(platform: Platform, scope: OrgScope): Promise<void> {
  const db = platform.databases.server;
  const organization = await findOrganization(scope);
  if (!goesOn(organization)) return;
  const today = platform.clock.today();
  const round: Round = { platform, scope, organization };
  // Of types whose terms were switched off as well: who agreed under them is told, and what they held is let go.
  const types = [...(await settingsByType(db, scope)).values()];
  const ends: Ends = {
    from: addDays(today, -Math.max(0, ...types.map(({ graceDays }) => graceDays))),
    to: addDays(today, Math.max(noticeDaysWithoutTerms, ...types.map(({ noticeDays }) => noticeDays))),
    hasTerms: types.some(({ hasTerms }) => hasTerms),
  };
  const memberIds = await membersEndingBetween(db, scope, ends.from, ends.to);
  const held: Held[] = [];
  for (let at = 0; at < memberIds.length; at += batchSize) {
    for (const [memberId, lastFour] of await toLookAt(round, memberIds.slice(at, at + batchSize), ends)) {
      try {
        const found = await renewMember(round, memberId, lastFour);
        if (found) held.push(found);
      } catch (err) {
        platform.log.warn({ err, orgId: scope.orgId }, 'a renewal could not be looked at and waits for tomorrow');
      }
    }
  }
  await tellOfHeld(platform, scope, organization, held);
  await endRound(
    db,
    scope,
    types.map(({ _id }) => _id),
    today,
  );
  platform.nudgeMail();
  platform.nudgeOutbox();
}

/** Once a day for every organisation that has, or had, terms. */
export async function renewEverybody(platform: Platform): Promise<void> {
  for (const orgId of await organizationsToRenew(platform.databases.server, platform.clock.today())) {
    try {
      await renewOrganization(platform, mintOrgScope(orgId));
    } catch (err) {
      platform.log.warn({ err, orgId }, 'the renewals of a day could not be looked at and wait for the next look');
    }
  }
}
