import type { BillLine } from '@tsudoi/shared/contracts/billing/billing.contract';
import type { Yen } from '@tsudoi/shared/kernel/yen';
import type * as z from 'zod';
import { groupsOf, sharesOf } from '../billing/billing.public.ts';
import type { PaperLine } from './paper.rules.ts';

export interface AskedOfPayer {
  readonly billName: string;
  readonly memberName: string;
  readonly lines: readonly z.output<typeof BillLine>[];
  /** What is asked for now: a part of the bill where something was paid. */
  readonly amount: Yen;
  /** Its period or the day of the deed; '' for none. */
  readonly feeNote: string;
}

/** A bill on an invoice over several members': whose and what for, one line per category of tax, so that each adds up. */
export function payerLines(asked: readonly AskedOfPayer[]): PaperLine[] {
  return asked.flatMap(({ billName, memberName, lines, amount, feeNote }) => {
    const groups = groupsOf(lines);
    const shares = sharesOf(amount, groups);
    const note = [`${memberName} 様分`, feeNote].filter(Boolean).join('　');
    return groups.flatMap(({ taxCategory }, index) =>
      shares[index] === 0 ? [] : [{ label: billName, note, amount: shares[index]!, taxCategory }],
    );
  });
}
