import { MailId } from '@tsudoi/shared/kernel/ids';
import * as z from 'zod';

/** What the mail provider says of a mail that did not arrive after all. */
export interface Bounce {
  readonly mailId: MailId;
  readonly providerMessageId: string;
  readonly to: readonly string[];
  /** `lasting`: the address takes no mail; `passing`: it does not now; `none`: it is not the address. */
  readonly why: 'lasting' | 'passing' | 'none';
  readonly at: Date;
}

const Event = z.object({
  type: z.enum(['email.bounced', 'email.suppressed', 'email.failed']),
  created_at: z.coerce.date(),
  data: z.object({
    email_id: z.string().max(200),
    to: z.array(z.string().max(320)).max(50),
    /** Ours: which mail it is. A mail of somebody else at the same provider has none. */
    tags: z.object({ mail: MailId }),
    bounce: z.object({ type: z.string() }).optional(),
  }),
});

/** Null for all that is no news of a mail of ours that did not arrive: deliveries, openings, complaints (no advertising goes out). */
export function readBounce(event: unknown): Bounce | null {
  const { data: known } = Event.safeParse(event);
  if (!known) return null;
  const { type, created_at: at, data } = known;
  const isLasting = type === 'email.suppressed' || data.bounce?.type.toLowerCase() === 'permanent';
  const why = type === 'email.failed' ? 'none' : isLasting ? 'lasting' : 'passing';
  return { mailId: data.tags.mail, providerMessageId: data.email_id, to: data.to, why, at };
}

const mostPassing = 5;
const withinMs = 30 * 86_400_000;

/** Five that pass within thirty days are one that lasts (domain.md 3.12). */
export function isTooOften(soft: readonly { readonly at: Date }[], now: Date): boolean {
  return soft.filter(({ at }) => now.getTime() - at.getTime() <= withinMs).length >= mostPassing;
}
