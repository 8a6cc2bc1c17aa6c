import { CorrectionAsk, type CorrectionKind, type CorrectionRefusal } from '@tsudoi/shared/contracts/payments/correction.contract';
import { ShortText } from '@tsudoi/shared/contracts/text.contract';
import { JstDate } from '@tsudoi/shared/kernel/jst';
import { PriceYen } from '@tsudoi/shared/kernel/yen';
import * as z from 'zod';
import { domainCodeOf, factsOf } from '../../lib/errors.ts';
import type { BillDetail } from '../../lib/views.ts';

type Facts = Pick<BillDetail, 'category' | 'amount' | 'allocated'>;

/** What can be wrong with a bill like this, in the order in which it is asked. */
export function kindsFor(bill: Facts, otherOpenBills: number): CorrectionKind[] {
  const annual = bill.category === 'annual';
  const kinds: [CorrectionKind, boolean][] = [
    ['type', annual],
    ['year', annual],
    ['amount', annual || bill.category === 'adhoc'],
    ['surplus', bill.allocated > bill.amount],
    ['misplaced', bill.allocated > 0 && otherOpenBills > 0],
  ];
  return kinds.filter(([, offered]) => offered).map(([kind]) => kind);
}

/** What is made anew, with a day by which it is due; the other kinds only move money. */
export const isAnew = (wrong: unknown): boolean => wrong === 'type' || wrong === 'year' || wrong === 'amount';

function amountRefusal(amount: unknown): string | null {
  if (amount === null) return 'required';
  if (typeof amount === 'string') return 'not_integer_yen';
  return PriceYen.safeParse(amount).error?.issues[0]?.code ?? null;
}

/**
 * What the form holds. A box that another choice asks for is not checked: what cannot be read in it would hold back the button without
 * a word. What else the choice needs is seen by the preview that does not come.
 */
export const CorrectionForm = z
  .object({
    wrong: z.string().min(1, 'required'),
    membershipTypeId: z.string(),
    keepType: z.boolean(),
    fiscalYear: z.string(),
    amount: z.unknown(),
    toBillIds: z.array(z.string()),
    dueOn: z.unknown(),
    rest: z.enum(['keep', 'next_year']),
    reason: ShortText,
    tellMember: z.boolean(),
  })
  .superRefine(({ wrong, amount, dueOn }, context) => {
    const refuse = (place: string, code: string | null | undefined) => {
      if (code) context.addIssue({ code: 'custom', path: [place], message: code });
    };
    if (wrong === 'amount') refuse('amount', amountRefusal(amount));
    if (isAnew(wrong) && dueOn !== '') refuse('dueOn', JstDate.safeParse(dueOn).error?.issues[0]?.message);
  });

/** What a form holds, as the question to the server; null while something of it is missing. */
export function askOf(billId: string, values: Readonly<Record<string, unknown>>): CorrectionAsk | null {
  const { wrong, rest, membershipTypeId, keepType, fiscalYear, amount, toBillIds } = values;
  const anew = { billId, wrong, rest, dueOn: values['dueOn'] === '' ? null : values['dueOn'] };
  const parsed = CorrectionAsk.safeParse(
    wrong === 'type'
      ? { ...anew, membershipTypeId, keepType }
      : wrong === 'year'
        ? { ...anew, fiscalYear: Number(fiscalYear) }
        : wrong === 'amount'
          ? { ...anew, amount }
          : { billId, wrong, rest, toBillIds },
  );
  return parsed.success ? parsed.data : null;
}

/** Years that a bill may have been meant for: the few before, and the next two. */
export function yearsAround(fiscalYear: number): number[] {
  return [2, 1, -1, -2, -3].map((offset) => fiscalYear + offset);
}

/** Why a correction was refused, where the refusal says it. */
export function refusalOf(error: unknown): { why: CorrectionRefusal; name: string } | null {
  if (domainCodeOf(error) !== 'CORRECTION_REFUSED') return null;
  const { why, name } = factsOf(error).params;
  return { why: why as CorrectionRefusal, name: typeof name === 'string' ? name : '' };
}
