import { randomUUID } from 'node:crypto';
import { monotonicMs } from '@tsudoi/shared/service/clock';
import { type Drain, startDrain } from '@tsudoi/shared/service/drain';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import { type MailRow, mailPurposes } from '../../platform/mail-outbox.ts';
import type { Platform } from '../../platform/platform.ts';
import { nextMailAttempt } from './mail-retry.rules.ts';
import { claimMails, forgetWords, mailsToBouncing, markDropped, markFailed, markSent, releaseMails } from './mail.repository.ts';
import { leaving } from './leaving-mail.service.ts';
import { type MailTransport, mailTransport } from './transport.service.ts';

const batchSize = 100;
const atOnce = 4;
const leaseMs = 120_000;
/** A slow post office must not outlive the lease: what is not begun by then is given back. */
const takeMs = 60_000;
const sweepMs = 2000;

/** Sends what is due; see `Drain`. */
export type MailSender = Drain;

/**
 * Empties the mail outbox. A mail is leased, sent and marked; a sender that dies gives its mails back when the lease is
 * over, and the transport's key makes the repetition one mail.
 */
export function startMailSender(platform: Omit<Platform, 'nudgeMail'>, transport: MailTransport = mailTransport(platform.env)): MailSender {
  const db = platform.databases.server;

  /** What a mail was to say goes another way, where there is one: both or neither are written. */
  const giveUp = (claim: string, mail: MailRow, now: Date): Promise<void> =>
    inTransaction(platform.databases.client, async (session) => {
      if (await markFailed(db, claim, mail._id, { state: 'failed', nextAt: now }, session)) await platform.hooks.mailGivenUp(mail, session);
    });

  const sendBatch = async (stopping: () => boolean): Promise<number> => {
    const claim = randomUUID();
    const mails = await claimMails(db, { now: platform.clock.realNow(), leaseMs, limit: batchSize, claim });
    // Between its writing and its going a mail may have become untrue: somebody has paid.
    const unwanted = await platform.hooks.unwantedMails(mails);
    await markDropped(db, claim, [...unwanted]);
    const wanted = mails.filter(({ _id }) => !unwanted.has(_id));
    // As if the post office had refused it: what it says goes another way, where there is one.
    const inVain = await mailsToBouncing(db, wanted);
    for (const mail of wanted) if (inVain.has(mail._id)) await giveUp(claim, mail, platform.clock.realNow());
    const queue = wanted.filter(({ _id }) => !inVain.has(_id));
    const asItLeaves = await leaving(platform, queue);
    const begun = monotonicMs();
    const done: { mailId: MailRow['_id']; providerMessageId: string | null }[] = [];
    const work = async () => {
      while (!stopping() && monotonicMs() - begun < takeMs) {
        const mail = queue.shift();
        if (!mail) return;
        const result = await transport.send(asItLeaves(mail));
        if (result.outcome === 'sent') {
          done.push({ mailId: mail._id, providerMessageId: result.providerMessageId });
          continue;
        }
        const now = platform.clock.realNow();
        const nextAt = nextMailAttempt(mail.attempts, mail.createdAt, now, result.permanent);
        if (nextAt) await markFailed(db, claim, mail._id, { state: 'waiting', nextAt });
        else await giveUp(claim, mail, now);
        platform.log.warn(
          { mailId: mail._id, purpose: mail.purpose, code: result.code, givenUp: nextAt === null },
          'a mail could not be sent',
        );
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    await markSent(db, claim, done, platform.clock.realNow());
    if (!transport.readFromRow) {
      const secret = new Set(mails.filter((mail) => mailPurposes[mail.purpose] === 'secret').map((mail) => mail._id));
      await forgetWords(
        db,
        done.map(({ mailId }) => mailId).filter((mailId) => secret.has(mailId)),
      );
    }
    await releaseMails(
      db,
      claim,
      queue.map((mail) => mail._id),
      platform.clock.realNow(),
    );
    return mails.length;
  };
  const drain = startDrain(
    async (_look, { stopping }) => {
      while (!stopping() && (await sendBatch(stopping)) === batchSize);
    },
    { log: platform.log, failure: 'the mail outbox could not be emptied', sweepMs },
  );
  drain.nudge();
  return drain;
}
