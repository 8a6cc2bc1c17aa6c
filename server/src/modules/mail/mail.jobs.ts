import { type Drain, startDrain } from '@tsudoi/shared/service/drain';
import type { Platform } from '../../platform/platform.ts';
import { createSending } from './mail-sending.service.ts';
import { organisationsWithMails } from './mail.repository.ts';
import { type MailTransport, mailTransport } from './transport.service.ts';

const sweepMs = 2000;
/** Nobody sits and waits for the others: what money that comes by the second has to say goes together instead of each by ten questions of its own. */
const gatherMs = 250;
/** More than ever wait at once: whoever has a backlog must not keep somebody out of a turn. */
const organisationsAtOnce = 1000;

/** Sends what is due; see `Drain`. */
export type MailSender = Drain;

/**
 * Empties the mail outbox in two lanes: what somebody sits and waits for goes by itself, at once; all else by organisations, one
 * batch of each in turn (T18).
 */
export function startMailSender(platform: Omit<Platform, 'nudgeMail'>, transport: MailTransport = mailTransport(platform.env)): MailSender {
  const db = platform.databases.server;
  const sending = createSending(platform, transport);
  const lane = (work: Parameters<typeof startDrain>[0]) =>
    startDrain(work, { log: platform.log, failure: 'the mail outbox could not be emptied', sweepMs });
  const urgent = lane(async (_look, { stopping }) => {
    while (!stopping() && (await sending.batch('urgent', stopping)));
  });
  const others = lane(async (_look, { stopping }) => {
    await sending.giveBack();
    // Who waits is asked for anew each turn: a batch takes as long as the provider lets it, asking takes next to nothing of it.
    for (let isMore = true; isMore && !stopping();) {
      isMore = false;
      for (const orgId of await organisationsWithMails(db, platform.clock.realNow(), organisationsAtOnce))
        if (!stopping() && (await sending.batch(orgId, stopping))) isMore = true;
    }
  });
  const both = <T>(act: (drain: Drain) => T): T[] => [urgent, others].map(act);
  let coming: NodeJS.Timeout | undefined;
  const nudge = () => {
    urgent.nudge();
    coming ??= setTimeout(() => {
      coming = undefined;
      others.nudge();
    }, gatherMs);
  };
  nudge();
  return {
    nudge,
    drain: async () => void (await Promise.all(both((drain) => drain.drain()))),
    async stop() {
      clearTimeout(coming);
      await Promise.all(both((drain) => drain.stop()));
    },
  };
}
