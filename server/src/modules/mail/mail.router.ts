import { MailboxListInput, MailboxListOutput } from '@tsudoi/shared/contracts/mail/mailbox.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { publicProcedure, router } from '../../platform/trpc.ts';
import { mailbox } from './mail.service.ts';

export const mailRouter = router({
  /** Development only: in production it does not exist, since it shows links that open accounts. */
  mailbox: publicProcedure('mail')
    .input(MailboxListInput)
    .output(MailboxListOutput)
    .query(({ ctx, input }) => {
      if (ctx.platform.env.NODE_ENV === 'production' || ctx.platform.env.MAIL_DRIVER !== 'mailbox') throw new DomainError('NOT_FOUND');
      return mailbox(ctx.platform, input.to);
    }),
});
