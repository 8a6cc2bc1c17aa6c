import { randomUUID } from 'node:crypto';
import type { MailId, OrgId } from '@tsudoi/shared/kernel/ids';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type MailRow, mailPurposes } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { noteAtAddress } from './bounce.service.ts';
import { heldMails, holdMs } from './held-mail.service.ts';
import { leaving } from './leaving-mail.service.ts';
import { type Refusal, isTooLate, nextMailAttempt } from './mail-retry.rules.ts';
import {
  claimMails,
  forgetWords,
  mailsToBouncing,
  markDropped,
  markFailed,
  markSent,
  releaseMails,
  returnLeftMails,
} from './mail.repository.ts';
import { type Rest, createRest } from './rest.service.ts';
import type { LeavingMail, MailTransport } from './transport.service.ts';

const batchSize = 50;
const atOnce = 4;
const leaseMs = 120_000;
/** What is not begun by then is given back: a slow post office must neither outlive the lease nor keep the others waiting (T18). */
const takeMs = 8000;

/**
 * A mail is leased, sent and marked; a sender that dies gives its mails back when the lease is over, and the transport's key makes
 * the repetition one mail. When it waits and when it is given up: docs/decisions/0082.
 */
export function createSending(platform: Omit<Platform, 'nudgeMail'>, transport: MailTransport) {
  const db = platform.databases.server;
  const rest: Rest = createRest(platform);

  /**
   * What a mail was to say goes another way, where there is one: both or neither are written. Where they cannot be, it is found
   * again when its lease is over, and those beside it are not kept.
   */
  const giveUp = async (claim: string, mail: MailRow, now: Date, why: Refusal | 'bouncing' | 'too_late'): Promise<void> => {
    // Before the mail is given up: whoever is killed in between is told once more, and both come to the same.
    const [by, code] = typeof why === 'string' ? [why, why] : [why.of, why.code];
    if (typeof why !== 'string' && why.of === 'recipient') await noteAtAddress(db, mail, { at: now, isLasting: why.lasting });
    await inTransaction(platform.databases.client, async (session) => {
      const change = { state: 'failed' as const, nextAt: now, refusedAs: code };
      if (await markFailed(db, claim, mail._id, change, session)) await platform.hooks.mailGivenUp(mail, session);
    }).then(
      () => platform.metrics.mailsGivenUp.inc({ why: by }),
      (err: unknown) => platform.log.error({ err, mailId: mail._id, purpose: mail.purpose }, 'a mail could not be given up'),
    );
  };

  /** What becomes of a mail that did not go. False when nobody has looked at it: it waits as if it had never been taken. */
  const refused = async (claim: string, mail: MailRow, why: Refusal, triedAt: Date): Promise<boolean> => {
    if (why.of === 'sender' && !why.unsure) return false;
    const now = platform.clock.realNow();
    const doubtAt = mail.doubtAt ?? (why.unsure ? triedAt : null);
    const nextAt = why.lasting ? null : nextMailAttempt(mail.attempts, doubtAt, now);
    if (nextAt) await markFailed(db, claim, mail._id, { state: 'waiting', nextAt, doubtAt });
    else await giveUp(claim, mail, now, why);
    platform.log.warn(
      { mailId: mail._id, purpose: mail.purpose, code: why.code, of: why.of, givenUp: nextAt === null },
      'a mail could not be sent',
    );
    return true;
  };

  /** Hands over what it can in its time; leaves in `queue` what it did not get to. */
  const handOver = async (claim: string, queue: MailRow[], asItLeaves: (mail: MailRow) => LeavingMail, stopping: () => boolean) => {
    const done: { mailId: MailId; providerMessageId: string | null }[] = [];
    /** Nothing could be sent at all; tried behind the others, in case that it is these mails after all. */
    const back: MailId[] = [];
    const begun = monotonicMs();
    const work = async () => {
      while (!stopping() && !rest.isOn() && monotonicMs() - begun < takeMs) {
        const mail = queue.shift();
        if (!mail) return;
        const [tried, triedAt] = [monotonicMs(), platform.clock.realNow()];
        const result = await transport.send(asItLeaves(mail));
        crashPoint('mail.sent');
        if (result.outcome === 'failed' && result.of === 'sender') rest.begin(result, tried);
        else rest.end(tried);
        if (result.outcome === 'sent') done.push({ mailId: mail._id, providerMessageId: result.providerMessageId });
        else if (!(await refused(claim, mail, result, triedAt))) back.push(mail._id);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    return { done, back };
  };

  return {
    /** What senders that died had in their hands waits again. */
    giveBack: () => returnLeftMails(db, platform.clock.realNow(), leaseMs, batchSize),

    /** Of an organisation, or what is urgent of all. True when there may be more that can go now. */
    async batch(whose: OrgId | 'urgent', stopping: () => boolean): Promise<boolean> {
      if (rest.isOn()) return false;
      const claim = randomUUID();
      const limit = rest.isTrying() ? 1 : batchSize;
      const claimed = await claimMails(db, whose, { now: platform.clock.realNow(), leaseMs, limit, claim });
      if (claimed.length === 0) return false;
      crashPoint('mail.claimed');
      const held = await heldMails(claimed);
      await releaseMails(db, claim, [...held], new Date(platform.clock.realNow().getTime() + holdMs));
      const mails = claimed.filter(({ _id }) => !held.has(_id));
      // Between its writing and its going a mail may have become untrue: somebody has paid.
      const unwanted = await platform.hooks.unwantedMails(mails);
      await markDropped(db, claim, [...unwanted]);
      const wanted = mails.filter(({ _id }) => !unwanted.has(_id));
      // As if the post office had refused it: what it says goes another way, where there is one.
      const inVain = await mailsToBouncing(db, wanted);
      const now = platform.clock.realNow();
      const late = new Set(wanted.filter(({ _id, doubtAt = null }) => !inVain.has(_id) && isTooLate(doubtAt, now)).map(({ _id }) => _id));
      for (const mail of wanted) {
        if (inVain.has(mail._id)) await giveUp(claim, mail, now, 'bouncing');
        if (late.has(mail._id)) await giveUp(claim, mail, now, 'too_late');
      }
      const queue = wanted
        .filter(({ _id }) => !inVain.has(_id) && !late.has(_id))
        .toSorted((one, other) => Number(other.urgent ?? false) - Number(one.urgent ?? false));
      const { done, back } = await handOver(claim, queue, await leaving(platform, queue), stopping);
      await markSent(db, claim, done, platform.clock.realNow());
      if (!transport.readFromRow) {
        const secret = mails.filter((mail) => mailPurposes[mail.purpose] === 'secret').map((mail) => mail._id);
        const sent = new Set(done.map(({ mailId }) => mailId));
        await forgetWords(
          db,
          'sent',
          secret.filter((mailId) => sent.has(mailId)),
        );
        // What was given up opens the same doors; of the others none has this state.
        for (const state of ['failed', 'dropped'] as const) await forgetWords(db, state, secret);
      }
      await releaseMails(db, claim, back, new Date(platform.clock.realNow().getTime() + rest.leftMs()));
      await releaseMails(
        db,
        claim,
        queue.map(({ _id }) => _id),
      );
      return claimed.length === limit && !rest.isOn();
    },
  };
}
