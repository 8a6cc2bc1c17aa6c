import { tracked } from '@trpc/server';
import type { LiveEvent } from '@tsudoi/shared/contracts/live/live.contract';
import * as z from 'zod';
import { stillStands } from '../modules/identity/identity.public.ts';
import { router, signedInProcedure } from '../platform/trpc.ts';

const sessionCheckMs = 10_000;

export const liveRouter = router({
  /** Wakes a page when something it may show has changed; what changed it asks for itself. Ends with the session. */
  events: signedInProcedure('live')
    .input(z.strictObject({ lastEventId: z.string().max(40).nullish() }).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      const { platform, actor } = ctx;
      const ended = new AbortController();
      const stop = () => ended.abort();
      signal?.addEventListener('abort', stop);
      const check = setInterval(() => {
        stillStands(platform, actor).then(
          (stands) => stands || stop(),
          () => undefined,
        );
      }, sessionCheckMs);
      try {
        const memberId = actor.kind === 'member' ? actor.memberId : null;
        for await (const { id, event } of platform.live.events(actor.scope, memberId, input?.lastEventId ?? null, ended.signal))
          yield tracked(id, event satisfies LiveEvent);
      } finally {
        clearInterval(check);
        signal?.removeEventListener('abort', stop);
      }
    }),
});
