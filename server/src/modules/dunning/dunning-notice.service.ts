import type {
  DunningLetters,
  DunningLogInput,
  DunningLogOutput,
  DunningNoticeView,
  MarkLettersInput,
  NoticePreview,
} from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { DunningNoticeId, type MailId, type MemberId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession, Db } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { type MailRow, statesOfMails } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { findBills, isPayable, payLinkOf } from '../billing/billing.public.ts';
import { hasReceipt } from '../documents/documents.public.ts';
import { billingAddressOf, findMember, findMembers } from '../members/members.public.ts';
import { billsWithOpenTask } from '../payments/payments.public.ts';
import { compose, deskOf } from './dunning-compose.service.ts';
import { factsOfMembers, owedOn } from './dunning-facts.service.ts';
import {
  type DunningNoticeDocument,
  billIdsOf,
  dunningMailKey,
  findNotices,
  holdsOfMembers,
  moveNotices,
  pageOfNotices,
  postedLetters,
  waitingLetters,
} from './dunning-notice.repository.ts';
import { dunningSettingsOf } from './dunning-settings.service.ts';
import { holdOn, planOf } from './dunning.rules.ts';

type View = z.output<typeof DunningNoticeView>;

function stateOf({ state }: DunningNoticeDocument, mail: string | undefined): View['state'] {
  if (state === 'stopped' || mail === 'dropped') return 'stopped';
  if (state === 'posted') return 'sent';
  if (state === 'waiting') return 'waiting';
  if (mail === 'failed') return 'failed';
  return mail === 'waiting' || mail === 'sending' ? 'waiting' : 'sent';
}

/** With what became of their mails. */
export async function noticeViews(db: Db, scope: OrgScope, notices: readonly DunningNoticeDocument[]): Promise<View[]> {
  const keys = notices.filter(({ channel }) => channel === 'mail').map(({ _id }) => dunningMailKey(_id));
  const mails = await statesOfMails(db, scope, keys);
  return notices.map((notice) => ({
    dunningNoticeId: notice._id,
    memberId: notice.memberId,
    memberNumber: notice.memberNumber,
    memberName: notice.memberName,
    channel: notice.channel,
    about: notice.about ?? 'reminder',
    stageDays: notice.stageDays,
    on: notice.on,
    state: stateOf(notice, mails.get(dunningMailKey(notice._id))),
    outstanding: notice.bills.reduce((sum, { outstanding }) => sum + outstanding, 0),
    bills: notice.bills.map(({ billId, billName, dueOn, outstanding }) => ({ billId, billName, dueOn, outstanding })),
    subject: notice.subject,
    text: notice.text,
    by: notice.by,
  }));
}

const logSize = 50;

/** Everything that was sent, newest first. */
export async function dunningLog(
  platform: Platform,
  scope: OrgScope,
  { cursor }: z.output<typeof DunningLogInput>,
): Promise<z.output<typeof DunningLogOutput>> {
  const db = platform.databases.server;
  const found = await pageOfNotices(db, scope, cursor ?? null, logSize + 1);
  const rows = found.slice(0, logSize);
  return { rows: await noticeViews(db, scope, rows), nextCursor: found.length > logSize ? rows.at(-1)!._id : null };
}

/** Word for word what would go to a member now. @throws DomainError NOT_FOUND */
export async function noticePreview(platform: Platform, scope: OrgScope, memberId: MemberId): Promise<z.output<typeof NoticePreview>> {
  const db = platform.databases.server;
  await findMember(scope, memberId);
  const { settings } = await dunningSettingsOf(platform, scope);
  const [facts] = await factsOfMembers(db, scope, [memberId], await billsWithOpenTask(db, scope));
  const due = facts && planOf(settings.stages, facts.owing, platform.clock.today()).due;
  if (!facts || !due) return { notice: null };
  const said = compose(await deskOf(platform, scope, settings, [memberId]), facts, due);
  const isMail = due.channels.includes('mail');
  return {
    notice: {
      stageDays: due.stage.days,
      channels: [...due.channels],
      to: isMail ? billingAddressOf(facts.member) : facts.member.address,
      subject: isMail ? said.subject : due.stage.subject,
      text: isMail ? said.mail : said.letter,
    },
  };
}

/** Of some notices, those to nobody: to the dead, and reminders to whoever is on hold now, with all bills or one of these. */
async function toNobody(
  { databases, clock }: Platform,
  scope: OrgScope,
  notices: readonly DunningNoticeDocument[],
  session?: ClientSession,
): Promise<DunningNoticeDocument[]> {
  const memberIds = [...new Set(notices.map(({ memberId }) => memberId))];
  const members = await findMembers(scope, memberIds, session);
  const dead = new Set(members.flatMap(({ _id, status }) => (status === 'deceased' ? [_id] : [])));
  const holds = await holdsOfMembers(databases.server, scope, memberIds, session);
  const isHeld = (notice: DunningNoticeDocument): boolean => {
    const own = (holds.get(notice.memberId) ?? []).filter(({ billId }) => billId === null || billIdsOf(notice).includes(billId));
    return notice.about === undefined && holdOn(own, clock.today()) !== null;
  };
  return notices.filter((notice) => dead.has(notice.memberId) || isHeld(notice));
}

/**
 * Of some notices, those that are not to go any more: something of them was paid, cancelled or corrected or is somebody else's to
 * pay, or there is nobody to send them to. That money has come stays so, unless the receipt that goes with it holds no more.
 */
export async function outdated(
  platform: Platform,
  scope: OrgScope,
  notices: readonly DunningNoticeDocument[],
  session?: ClientSession,
): Promise<DunningNoticeDocument[]> {
  if (notices.length === 0) return [];
  const gone = new Set(await toNobody(platform, scope, notices, session));
  return [...gone, ...(await untrue(platform, scope, notices, session)).filter((notice) => !gone.has(notice))];
}

async function untrue(
  { databases, clock }: Platform,
  scope: OrgScope,
  notices: readonly DunningNoticeDocument[],
  session?: ClientSession,
): Promise<DunningNoticeDocument[]> {
  const asked = notices.filter(({ about, encloses }) => about !== 'receipt' || encloses);
  const found = await findBills(databases.server, scope, [...new Set(asked.flatMap(billIdsOf))], session);
  const bills = new Map(found.map((bill) => [bill._id, bill]));
  return asked.filter((notice) =>
    notice.bills.some(({ billId, outstanding }) => {
      const bill = bills.get(billId);
      if (notice.about === 'receipt') return !bill || !hasReceipt(bill.status);
      return !bill || !isPayable(bill.status) || owedOn(bill) !== outstanding || payLinkOf(bill, clock.now()) !== null;
    }),
  );
}

/** Puts aside what is no longer so, so that what is left of it is asked for anew. */
export async function stopOutdated(platform: Platform, scope: OrgScope, notices: readonly DunningNoticeDocument[]): Promise<Set<string>> {
  const db = platform.databases.server;
  const old = await outdated(platform, scope, notices);
  const ids = old.map(({ _id }) => _id);
  await inTransaction(platform.databases.client, async (session) => {
    for (const state of ['mailed', 'waiting'] as const) await moveNotices(db, scope, ids, state, { state: 'stopped' }, session);
  });
  return new Set(ids);
}

/** Hook of the sender: mails that had to wait and ask for what has been paid meanwhile do not go (ARR-03). */
export async function unwantedReminders(platform: Platform, mails: readonly MailRow[]): Promise<Set<MailId>> {
  const unwanted = new Set<MailId>();
  for (const orgId of new Set(mails.map((mail) => mail.orgId))) {
    const scope = mintOrgScope(orgId);
    const byNotice = new Map(mails.filter((mail) => mail.orgId === orgId).map((mail) => [mail.idempotencyKey, mail._id]));
    const ids = [...byNotice.keys()].flatMap((key) => DunningNoticeId.safeParse(key.slice(dunningMailKey('').length)).data ?? []);
    const notices = await findNotices(platform.databases.server, scope, ids);
    for (const id of await stopOutdated(platform, scope, notices)) {
      const mailId = byNotice.get(dunningMailKey(id));
      if (mailId) unwanted.add(mailId);
    }
  }
  return unwanted;
}

const postedShown = 50;

/** The letters that wait for the post but for those that are not to go any more. */
export async function lettersToPost(platform: Platform, scope: OrgScope): Promise<DunningNoticeDocument[]> {
  const all = await waitingLetters(platform.databases.server, scope);
  const stopped = new Set((await outdated(platform, scope, all)).map(({ _id }) => _id));
  return all.filter(({ _id }) => !stopped.has(_id));
}

function printedOf(waiting: readonly DunningNoticeDocument[]): z.output<typeof DunningLetters>['printed'] {
  const times = waiting.flatMap(({ printedAt }) => printedAt?.getTime() ?? []);
  return times.length === 0 ? null : { letters: times.length, until: new Date(Math.max(...times)).toISOString() };
}

/** The letters that wait for the post, by kind and stage, and those posted last. */
export async function dunningLetters(platform: Platform, scope: OrgScope): Promise<z.output<typeof DunningLetters>> {
  const db = platform.databases.server;
  const waiting = (await lettersToPost(platform, scope)).toSorted(
    (left, right) => right.stageDays - left.stageDays || (left._id < right._id ? -1 : 1),
  );
  const kinds = new Map<string, z.output<typeof DunningLetters>['kinds'][number]>();
  for (const { about = 'reminder', stageKey, stageDays: days } of waiting) {
    const name = `${about} ${stageKey}`;
    const stage = about === 'reminder' ? stageKey : null;
    kinds.set(name, { about, stage, days, letters: (kinds.get(name)?.letters ?? 0) + 1 });
  }
  return {
    kinds: [...kinds.values()],
    printed: printedOf(waiting),
    waiting: await noticeViews(db, scope, waiting.slice(0, 500)),
    posted: await noticeViews(db, scope, await postedLetters(db, scope, postedShown)),
  };
}

/** Marks letters as posted today, or takes that back. @throws DomainError NOT_FOUND, CONFLICT when one is in another state */
export async function markLetters(
  platform: Platform,
  actor: UserActor,
  { dunningNoticeIds, posted }: z.output<typeof MarkLettersInput>,
): Promise<z.output<typeof DunningLetters>> {
  const { scope } = actor;
  const db = platform.databases.server;
  const ids = [...new Set(dunningNoticeIds)];
  await inTransaction(platform.databases.client, async (session) => {
    const found = await findNotices(db, scope, ids, session);
    if (found.length !== ids.length || found.some(({ channel }) => channel !== 'letter')) throw new DomainError('NOT_FOUND');
    const change = posted ? { state: 'posted' as const, on: platform.clock.today() } : { state: 'waiting' as const };
    if ((await moveNotices(db, scope, ids, posted ? 'waiting' : 'posted', change, session)) !== ids.length)
      throw new DomainError('CONFLICT');
    const action = posted ? 'dunning.letters_sent' : 'dunning.letters_unsent';
    const note = { action, subjectKind: 'dunning', subjectId: ids[0]!, subjectName: `${ids.length}通`, fields: [] } as const;
    await recordAudit(platform, scope, actor, note, session);
  });
  return dunningLetters(platform, scope);
}
