import { memberProcedure } from '../../platform/trpc.ts';
import { refuseSharedSession } from './session.service.ts';

/**
 * My Page only, and only by a log-in of one's own: whoever came in by a shared mailbox reads and pays, and neither changes what
 * is written down of the member nor begins or ends what goes on by itself (docs/decisions/0013).
 */
export function ownLoginProcedure(resource: string) {
  return memberProcedure(resource).use(async ({ ctx, next }) => {
    await refuseSharedSession(ctx.platform, ctx.actor);
    return next();
  });
}
