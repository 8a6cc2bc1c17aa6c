import type { RefundOptionsView } from '../../lib/views.ts';

interface Asked {
  /** What the payment was of. */
  readonly paid: number;
  readonly amount: number;
  readonly kind: string;
}

/** Whether the payment company can be chosen: some give back whole payments only, and of those nothing may have gone yet. */
export const mayAskProvider = ({ provider, available }: RefundOptionsView, paid: number): boolean =>
  provider === 'any' || (provider === 'full' && available === paid);

/** What has to be said about the way, or null. */
export function wayNote(options: RefundOptionsView, { paid, amount, kind }: Asked): 'unreachable' | 'noProvider' | 'wholeOnly' | null {
  if (options.provider === 'unknown') return 'unreachable';
  if (options.provider === 'none') return 'noProvider';
  if (options.provider === 'any') return null;
  return !mayAskProvider(options, paid) || (kind === 'provider' && amount !== paid) ? 'wholeOnly' : null;
}
