import type { TestRandom } from '@tsudoi/shared/service/test-random';
import { type OpenCharge, type SignedNotice, capturedNotice, signedNotice } from './world.ts';

export interface Told {
  readonly notice: SignedNotice;
  readonly times: number;
  readonly how: 'one by one' | 'at once';
}

/** What is told of one charge, and what plain arithmetic says must stand in the ledger afterwards. */
export interface Story {
  readonly fate: Fate;
  /** Null: of a number that nobody knows. */
  readonly chargeId: string | null;
  readonly told: readonly Told[];
  readonly forged: boolean;
  readonly received: number;
  readonly refunded: number;
}

type Build = (charge: OpenCharge, secret: string, random: TestRandom) => Partial<Omit<Story, 'fate' | 'chargeId'>> & Pick<Story, 'told'>;

const once = (notice: SignedNotice): Told => ({ notice, times: 1, how: 'one by one' });
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const refund = (charge: OpenCharge, secret: string, sum: number): SignedNotice =>
  signedNotice(charge, secret, sum === charge.amount ? 'payment.refunded' : 'payment.refund.created', {
    status: sum === charge.amount ? 'refunded' : 'captured',
    amount_refunded: sum,
  });
const paidEarlier = (charge: OpenCharge, secret: string): SignedNotice =>
  signedNotice(charge, secret, 'payment.captured', { captured_at: minutesAgo(5) });
const issued = (charge: OpenCharge, secret: string): SignedNotice =>
  signedNotice(charge, secret, 'payment.authorized', {
    status: 'authorized',
    captured_at: null,
    payment_details: { type: 'konbini', store: 'lawson', confirmation_code: '123456' },
  });
const expired = (charge: OpenCharge, secret: string): SignedNotice =>
  signedNotice(charge, secret, 'payment.expired', { status: 'expired', captured_at: null });

function flipped({ body, headers }: SignedNotice): SignedNotice {
  const right = headers['x-komoju-signature']!;
  return { body, headers: { ...headers, 'x-komoju-signature': `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}` } };
}

/** security.md 2, G1: of a hundred, how many meet which fate. */
const fates = {
  'repeated 2 to 20 times': {
    share: 30,
    build: (charge, secret, random) => ({
      told: [{ notice: capturedNotice(charge, secret), times: 2 + random.below(19), how: 'one by one' }],
    }),
  },
  'paid and part given back, in any order': {
    share: 10,
    build: (charge, secret, random) => ({
      told: random.shuffled([issued(charge, secret), paidEarlier(charge, secret), refund(charge, secret, 3000)]).map(once),
      refunded: 3000,
    }),
  },
  'paid and given back, in any order': {
    share: 10,
    build: (charge, secret, random) => ({
      told: random
        .shuffled([
          issued(charge, secret),
          paidEarlier(charge, secret),
          refund(charge, secret, 3000),
          refund(charge, secret, charge.amount),
        ])
        .map(once),
      refunded: charge.amount,
    }),
  },
  'paid and expired, in any order': {
    share: 10,
    build: (charge, secret, random) => ({
      told: random.shuffled([issued(charge, secret), paidEarlier(charge, secret), expired(charge, secret)]).map(once),
    }),
  },
  'eight at the same moment': {
    share: 10,
    build: (charge, secret) => ({ told: [{ notice: capturedNotice(charge, secret), times: 8, how: 'at once' }] }),
  },
  'paid after it expired': {
    share: 5,
    build: (charge, secret) => ({ told: [once(expired(charge, secret)), once(capturedNotice(charge, secret))] }),
  },
  'wrong amount': {
    share: 5,
    build: (charge, secret, random) => {
      const amount = charge.amount + (random.percent(50) ? 1 : -1) * (1 + random.below(5000));
      return { told: [once(signedNotice(charge, secret, 'payment.captured', { amount, total: amount }))], received: 0 };
    },
  },
  'bad signature': {
    share: 2,
    build: (charge, secret) => ({ told: [once(flipped(capturedNotice(charge, secret)))], forged: true, received: 0 }),
  },
  'told once': { share: 18, build: (charge, secret) => ({ told: [once(capturedNotice(charge, secret))] }) },
} as const satisfies Record<string, { share: number; build: Build }>;
type Fate = keyof typeof fates | 'unknown number';

/** One story for each charge by the shares above, and some of numbers that were never given out. */
export function storiesOf(charges: readonly OpenCharge[], secret: string, random: TestRandom): Story[] {
  const drawn = random.shuffled(
    Object.entries(fates).flatMap(([fate, { share }]) =>
      Array.from({ length: Math.round((share * charges.length) / 100) }, () => fate as keyof typeof fates),
    ),
  );
  const stories = charges.map((charge, place): Story => {
    const fate = drawn[place] ?? 'told once';
    const build: Build = fates[fate].build;
    return { fate, chargeId: charge.chargeId, forged: false, received: charge.amount, refunded: 0, ...build(charge, secret, random) };
  });
  const strangers = Array.from({ length: Math.max(1, Math.round(charges.length / 100)) }, (_, index): Story => {
    const nobody = { ...charges[0]!, paymentNumber: String(9_000_000_000_000 + index), paymentId: `stranger-${index}` };
    return {
      fate: 'unknown number',
      chargeId: null,
      told: [once(capturedNotice(nobody, secret))],
      forged: false,
      received: 0,
      refunded: 0,
    };
  });
  return [...stories, ...strangers];
}

/** What the ledger holds for one charge, in plain sums. */
export interface ChargeBooks {
  readonly received: number;
  readonly reversed: number;
  readonly onBill: number;
  readonly count: number;
}

export interface Difference {
  readonly fate: Fate;
  readonly is: 'lost' | 'doubled' | 'other';
  readonly wanted: ChargeBooks | null;
  readonly found: ChargeBooks | null;
}

/** Where the ledger is not what plain arithmetic says. */
export function differencesFrom(stories: readonly Story[], books: ReadonlyMap<string, ChargeBooks>): Difference[] {
  return stories.flatMap(({ fate, chargeId, received, refunded }): Difference[] => {
    const wanted = received === 0 ? null : { received, reversed: refunded, onBill: received - refunded, count: 1 };
    const found = (chargeId === null ? undefined : books.get(chargeId)) ?? null;
    if (JSON.stringify(found) === JSON.stringify(wanted)) return [];
    return [{ fate, is: found === null ? 'lost' : found.count > 1 ? 'doubled' : 'other', wanted, found }];
  });
}

export const deliveriesOf = (stories: readonly Story[]): number =>
  stories.reduce((sum, { told }) => told.reduce((all, { times }) => all + times, sum), 0);
