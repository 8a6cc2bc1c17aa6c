import type { DunningJobView } from '@tsudoi/shared/contracts/dunning/dunning.contract';
import { type DunningJobId, type MemberId, newDunningNoticeId } from '@tsudoi/shared/kernel/ids';
import { fullName } from '@tsudoi/shared/kernel/names';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import { type MailDraft, enqueueMail } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { billingAddressOf } from '../members/members.public.ts';
import { findOrganization, goesOn } from '../organizations/organizations.public.ts';
import { billsWithOpenTask } from '../payments/payments.public.ts';
import { type Composed, type Desk, compose, deskOf } from './dunning-compose.service.ts';
import { type MemberFacts, factsOfMembers, owingMembers } from './dunning-facts.service.ts';
import { type DunningJobDocument, abandonedDunningJobs, claimDunningJob, moveDunningJob } from './dunning-job.repository.ts';
import { type DunningNoticeDocument, dunningMailKey, insertNotices, takeTurn } from './dunning-notice.repository.ts';
import type { DunningStage } from './dunning-settings.repository.ts';
import { dunningSettingsOf } from './dunning-settings.service.ts';
import { type Due, planOf } from './dunning.rules.ts';

type Outcome = z.output<typeof DunningJobView>['results'][number]['outcome'];

const leaseMs = 30_000;
const batchSize = 50;

/** Somebody has stopped the job, or another worker has it: nothing of this member is written. */
class Halted extends Error {}

interface Round {
  readonly platform: Platform;
  readonly scope: OrgScope;
  readonly job: DunningJobDocument;
  readonly desk: Desk;
  readonly held: ReadonlySet<string>;
}

function rowsOf(
  { platform, scope, job, desk }: Round,
  facts: MemberFacts,
  due: Due<DunningStage>,
  said: Composed,
): DunningNoticeDocument[] {
  const { _id: memberId, memberNumber } = facts.member;
  return due.channels.map((channel) => ({
    _id: newDunningNoticeId(),
    orgId: scope.orgId,
    memberId,
    memberNumber,
    memberName: fullName(facts.member),
    channel,
    stageKey: due.stage.key,
    stageDays: due.stage.days,
    bills: [...said.bills],
    subject: channel === 'mail' ? said.subject : due.stage.subject,
    text: channel === 'mail' ? said.mail : said.letter,
    letter: channel === 'mail' ? { subject: due.stage.subject, text: said.letter } : null,
    state: channel === 'mail' ? 'mailed' : 'waiting',
    on: desk.today,
    jobId: job._id,
    by: job.userName,
    at: platform.clock.now(),
  }));
}

function mailOf(facts: MemberFacts, said: Composed, notice: DunningNoticeDocument): MailDraft {
  return {
    to: billingAddressOf(facts.member),
    subject: said.subject,
    text: said.mail,
    link: said.link,
    ...(said.opens ? { opens: said.opens } : {}),
    purpose: 'dunning',
    idempotencyKey: dunningMailKey(notice._id),
  };
}

/** What was due is looked at again here, in the transaction that writes it: who has paid since is left alone. */
async function writeTo(round: Round, memberId: MemberId, session: ClientSession): Promise<Outcome> {
  const { platform, scope, desk, held } = round;
  const db = platform.databases.server;
  await takeTurn(db, scope, memberId, session);
  const [facts] = await factsOfMembers(db, scope, [memberId], held, session);
  const due = facts && planOf(desk.settings.stages, facts.owing, desk.today).due;
  if (!facts || !due) return 'skipped';
  const said = compose(desk, facts, due);
  const rows = rowsOf(round, facts, due, said);
  await insertNotices(db, scope, rows, session);
  const mail = rows.find(({ channel }) => channel === 'mail');
  if (mail) await enqueueMail(db, scope, mailOf(facts, said, mail), platform.clock.now(), session);
  if (rows.length === 2) return 'both';
  return mail ? 'mailed' : 'letter';
}

/** One member, with how far the job has come, in one transaction: a killed job writes to nobody twice and forgets nobody. */
async function sendRound(round: Round, memberId: MemberId, memberName: string): Promise<void> {
  const { platform, scope, job } = round;
  await inTransaction(platform.databases.client, async (session) => {
    const outcome = await writeTo(round, memberId, session);
    const isMail = outcome === 'mailed' || outcome === 'both';
    const isLetter = outcome === 'letter' || outcome === 'both';
    const moved = await moveDunningJob(
      platform.databases.server,
      scope,
      job,
      {
        $inc: { done: 1, mailed: isMail ? 1 : 0, letters: isLetter ? 1 : 0, skipped: outcome === 'skipped' ? 1 : 0 },
        $set: { leaseUntil: new Date(platform.clock.realNow().getTime() + leaseMs) },
        ...(job.kind === 'chosen' ? { $push: { results: { memberId, memberName, outcome } } } : {}),
      },
      session,
    );
    if (!moved) throw new Halted();
  });
}

interface Addressee {
  readonly memberId: MemberId;
  readonly name: string;
}

/** Whom the job is still to write to: of a day everybody who is due, else those chosen and not yet done. */
async function addresseesOf(
  platform: Platform,
  scope: OrgScope,
  job: DunningJobDocument,
  stages: readonly DunningStage[],
): Promise<Addressee[]> {
  const db = platform.databases.server;
  const nameOf = ({ member }: MemberFacts): Addressee => ({ memberId: member._id, name: fullName(member) });
  if (job.kind === 'chosen') {
    const done = new Set<string>(job.results.map(({ memberId }) => memberId));
    const ids = job.memberIds.filter((memberId) => !done.has(memberId));
    return (await factsOfMembers(db, scope, ids, new Set())).map(nameOf);
  }
  const today = platform.clock.today();
  const found: Addressee[] = [];
  for await (const batch of owingMembers(db, scope))
    found.push(...batch.filter(({ owing }) => planOf(stages, owing, today).due !== null).map(nameOf));
  return found;
}

/**
 * Carries a round out; a killed one is taken up where it stood. Does nothing while another process has it, before its
 * moment, and for an organisation that sends no mail (domain.md 3.1).
 */
export async function workOnDunningJob(platform: Platform, scope: OrgScope, jobId: DunningJobId): Promise<void> {
  const db = platform.databases.server;
  const job = await claimDunningJob(db, scope, jobId, platform.clock.realNow(), leaseMs);
  if (!job) return;
  const over = { $set: { state: 'done' as const, leaseUntil: null } };
  // A day's round that was held up until the next day is over: the next one finds the same people.
  const isLate = job.kind === 'daily' && job.day !== platform.clock.today();
  if (isLate || !goesOn(await findOrganization(scope))) return void (await moveDunningJob(db, scope, job, over));
  const { settings } = await dunningSettingsOf(platform, scope);
  const people = await addresseesOf(platform, scope, job, settings.stages);
  if (!(await moveDunningJob(db, scope, job, { $set: { total: job.done + people.length } }))) return;
  for (let from = 0; from < people.length; from += batchSize) {
    const some = people.slice(from, from + batchSize);
    const [desk, held] = await Promise.all([
      deskOf(
        platform,
        scope,
        settings,
        some.map(({ memberId }) => memberId),
      ),
      billsWithOpenTask(db, scope),
    ]);
    try {
      for (const { memberId, name } of some) await sendRound({ platform, scope, job, desk, held }, memberId, name);
    } catch (error) {
      if (error instanceof Halted) return;
      throw error;
    } finally {
      platform.nudgeMail();
    }
  }
  await moveDunningJob(db, scope, job, over);
}

/** Takes up every round that nobody holds; one that fails does not keep the others. */
export async function sweepDunningJobs(platform: Platform): Promise<void> {
  for (const { _id, orgId } of await abandonedDunningJobs(platform.databases.server, platform.clock.realNow())) {
    try {
      await workOnDunningJob(platform, mintOrgScope(orgId), _id);
    } catch (err) {
      platform.log.error({ err, orgId, jobId: _id }, 'a round of reminders could not be worked on and rests for a moment');
    }
  }
}
