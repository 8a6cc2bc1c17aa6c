import { randomInt } from 'node:crypto';

const digits = (count: number): string => Array.from({ length: count }, () => String(randomInt(0, 10))).join('');

/** The numbers that a payer takes to a shop or a bank. */
export function numbersFor(type: 'konbini' | 'pay_easy', store: string, publicUrl: string): Record<string, string> {
  if (type === 'pay_easy')
    return { type, email: '', bank_id: '58191', customer_id: digits(11), confirmation_id: digits(6), payment_url: `${publicUrl}/counter` };
  const confirmation = store === 'seven-eleven' ? digits(13) : digits(6);
  return {
    type,
    store,
    email: '',
    confirmation_code: confirmation,
    receipt: store === 'seven-eleven' ? '' : digits(11),
    instructions_url: `${publicUrl}/counter`,
  };
}
