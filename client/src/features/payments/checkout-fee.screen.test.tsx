import { yen } from '@tsudoi/shared/kernel/yen';
import { describe, expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { MethodAvailability } from '../../lib/views.ts';
import { MethodChoice } from './MethodChoice.tsx';
import { NumberSlip } from './NumberSlip.tsx';
import { numbersOf } from './number.rules.ts';
import { PayPress } from './PayPress.tsx';
import { usePaying } from './paying.view.ts';
import { ja } from './texts.ja.ts';

const method = (memberFee: number): MethodAvailability => ({
  method: 'konbini',
  available: true,
  reason: null,
  limit: null,
  memberFee: yen(memberFee),
  stores: ['lawson'],
});
const start = { isPending: false, isError: false, error: null, reset: () => undefined };

/** What the page of the methods is made of, for a bill of 5,000: the choice, and the press that pays it. */
function Checkout({ methods }: { readonly methods: readonly MethodAvailability[] }) {
  const paying = usePaying({ methods, asked: '', start, send: () => undefined });
  return (
    <>
      <MethodChoice methods={methods} choice={paying.choice} isOverdue={false} storeMissing={false} onChange={paying.choose} />
      <PayPress amount={5000} paying={paying} start={start} leaving={false} />
    </>
  );
}

const instructions = {
  kind: 'konbini',
  store: 'lawson',
  confirmationCode: '123456',
  receiptNumber: '12345678',
  instructionsUrl: '',
} as const;

/** What is read on the page, without its marks, from a word on. */
const readFrom = (html: string, className: string) => {
  const at = html.indexOf(`class="${className}"`);
  return at < 0
    ? ''
    : html
        .slice(at)
        .replace(/^[^>]*>/, '')
        .replaceAll(/<[^>]*>/g, '');
};
const atMethods = (memberFee: number) => drawnAs([], <Checkout methods={[method(memberFee)]} />);
/** The slip with the number, of which the page around it says nothing about money. */
const atNumber = (memberFee: number) => {
  const charge = { amount: yen(5000), memberFee: yen(memberFee), expiresAt: '2030-06-30T14:59:59.000Z' };
  return drawnAs([], <NumberSlip charge={charge} numbers={numbersOf({ instructions })!} />);
};

describe('TEN-06: a member who bears the fee pays 5,000', () => {
  test('TEN-06: the choice of a method names the fee beside the method, and dues, fee and their sum on lines of their own', async () => {
    const html = await atMethods(220);
    expect(html).toContain('手数料 220円');
    expect(readFrom(html, 'pay-sums')).toMatch(new RegExp(`^${ja.dues}5,000円${ja.fee}220円${ja.sum}5,220円`));
    expect(html.match(/class="pay-sum( pay-sum--all)?"/g)).toHaveLength(3);
  });

  test('TEN-06: the number that is paid at the till says the sum, and dues and fee below it on two lines', async () => {
    const html = await atNumber(220);
    const { amount, parts } = ja.number;
    expect(readFrom(html, 'pay-end')).toMatch(new RegExp(`^${amount}5,220円${parts.dues} 5,000円${parts.fee} 220円`));
    expect(html).toMatch(/5,000<i>円<\/i><\/span><br\/>/);
  });

  test('TEN-06: where the organisation bears it the choice says 0 in the line of the sum, and the number nothing', async () => {
    const [methods, number] = [await atMethods(0), await atNumber(0)];
    expect(readFrom(methods, 'pay-sum')).toMatch(new RegExp(`^${ja.fee} 0円${ja.sum} 5,000円`));
    expect(methods).not.toContain('pay-sums');
    expect(readFrom(number, 'pay-end')).toMatch(new RegExp(`^${ja.number.amount}5,000円`));
    expect(number).not.toContain(ja.number.parts.fee);
  });
});
