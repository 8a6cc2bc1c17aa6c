import { randomUUID } from 'node:crypto';
import { verifyLedger } from '../ledger/verify.ts';
import { type Answer, sendAtBarrier } from './barrier.ts';
import type { BooksVerdict } from './books.ts';
import { type Heard, type KeyBatch, type KeyIntent, callers, keysOf, wrongOf } from './g15-plan.ts';
import type { Running } from './running.ts';
import { straysOf } from './strays.ts';
import { type Bill, type ChargeTerms, chargeRequest, tried } from './world.ts';

export interface KeysOutcome extends BooksVerdict {
  readonly keys: number;
  /** How often the process ended with callers waiting. */
  readonly ends: number;
  /** How often somebody heard nothing, or to ask again, and did. */
  readonly again: number;
  /** What was wrongly answered or otherwise carried out than it was asked for, in words. */
  readonly differing: readonly string[];
}

interface Wish extends ChargeTerms {
  readonly bill: Bill;
}

/** One key, and the one or two things that are asked for under it. */
interface Key {
  readonly intent: KeyIntent;
  readonly idempotencyKey: string;
  readonly own: Wish;
  readonly other: Wish | null;
  readonly heard: Heard[];
}

function keyOf(running: Running, intent: KeyIntent): Key {
  const [bill] = running.takeBare(1);
  const own: Wish = { bill: bill!, method: 'konbini', store: 'lawson' };
  const others = {
    store: (): Wish => ({ ...own, store: 'ministop' }),
    method: (): Wish => ({ ...own, method: 'payeasy', store: null }),
    bill: (): Wish => ({ ...own, bill: running.takeBare(1)[0]! }),
  };
  const other = intent.other === null ? null : others[intent.other]();
  return { intent, idempotencyKey: randomUUID(), own, other, heard: [] };
}

/** Twice what a provider may take to answer: from then on whoever died asking is asked for again. */
const askedInVainMs = 31_000;

/** G15: one key is one effect and one answer, whoever comes with it, how often, and whichever process dies meanwhile. */
export async function runKeys(running: Running, plan: readonly KeyBatch[], say: (line: string) => void): Promise<KeysOutcome> {
  const keys: Key[] = [];
  const began = performance.now();
  const second = () => Math.round((performance.now() - began) / 1000);
  let [again, ends] = [0, 0];
  const ask = (key: Key, other: boolean) => {
    const { bill, ...terms } = other ? key.other! : key.own;
    return chargeRequest({ ...running.service, ...bill }, key.idempotencyKey, terms);
  };
  const hear = async (key: Key, other: boolean, first: Answer | null = null) => {
    const once = async () => {
      if (first) again += 1;
      const { url, ...notice } = ask(key, other);
      return wordOf((await sendAtBarrier(url, [notice]))[0]!);
    };
    const word = (first && wordOf(first)) ?? (await tried('an answer', once).catch(() => neverAnswered));
    key.heard.push({ other, word });
  };
  for (const { intents, end } of plan) {
    const batch = intents.map((intent) => keyOf(running, intent));
    keys.push(...batch);
    const calls = batch.flatMap((key) => Array.from({ length: callers }, (_, caller) => ({ key, other: key.intent.others.has(caller) })));
    const { url } = ask(batch[0]!, false);
    let answers: Answer[] = [];
    const send = async () => {
      answers = await sendAtBarrier(
        url,
        calls.map(({ key, other }) => ask(key, other)),
      );
    };
    if (end) {
      await running.endAt({ service: 'payments-service', ...end }, send);
      ends += 1;
      await running.forward(askedInVainMs);
    } else await send();
    await Promise.all(calls.map(({ key, other }, place) => hear(key, other, answers[place])));
    if (keys.length % 100 === 0) say(`  ${keys.length} keys, second ${second()}`);
  }
  say(`  ${keys.length} keys ${callers} times, ${ends} ends of the process, ${again} times asked again, second ${second()}`);
  // Later as well, when nobody works at it any more.
  for (const key of keys) {
    await hear(key, false);
    if (key.other) await hear(key, true);
  }
  await running.quiet();
  return { keys: keysOf(plan).length, ends, again, ...(await judge(running, keys, say)) };
}

const neverAnswered = JSON.stringify({ outcome: 'never answered' });

/** Null: nobody was there, or was told to ask again. */
function wordOf({ status, body }: Answer): string | null {
  if (status === 0 || status === 429 || status >= 500) return null;
  const { result } = JSON.parse(body) as { result?: { data: { outcome?: string } } };
  return result?.data.outcome === 'provider_unavailable' ? null : JSON.stringify(result?.data ?? JSON.parse(body));
}

interface Row {
  readonly idempotencyKey: string;
  readonly paymentNumber: string;
  readonly method: string;
  readonly lines: { readonly payableId: string }[];
  readonly instructions: { readonly store?: string } | null;
}

/** What the keys have left, here and at the provider. */
export async function judge(
  { databases, orgId, accountId }: Pick<Running, 'databases' | 'orgId' | 'accountId'>,
  keys: readonly Key[],
  say: (line: string) => void,
) {
  const rows = await databases.payments
    .collection<Row>('charges')
    .find({ orgId, idempotencyKey: { $in: keys.map(({ idempotencyKey }) => idempotencyKey) } })
    .toArray();
  const asked = await databases.sandbox
    .collection<{ externalOrderNumber: string }>('payments')
    .find({ accountId, externalOrderNumber: { $in: rows.map(({ paymentNumber }) => paymentNumber) } })
    .toArray();
  const differing: string[] = [];
  const strays = await straysOf(databases, accountId);
  if (strays.length > 0) say(`DOUBLED ${strays.length} payments at the provider that no charge names, ${strays[0]} first`);
  let [lost, doubled] = [0, strays.length];
  for (const key of keys) {
    const own = rows.filter(({ idempotencyKey }) => idempotencyKey === key.idempotencyKey);
    const isThere = asked.some(({ externalOrderNumber }) => own.some(({ paymentNumber }) => paymentNumber === externalOrderNumber));
    if (own.length === 0 || !isThere) lost += 1;
    if (own.length > 1) doubled += 1;
    const wrong = wrongOf(key.heard) ?? unlike(key, own[0]);
    if (wrong) differing.push(`${key.intent.other ?? 'one body'}: ${wrong}`);
  }
  for (const line of differing) say(`DIFFERS ${line}`);
  const { broken: torn } = await verifyLedger(databases, ({ name, broken, says }) => {
    if (broken > 0) say(`BROKEN ${name}: ${broken}, ${says}`);
  });
  return { lost, doubled, torn, differing };
}

/** What was opened is what was asked for by whoever heard that it was. */
function unlike({ heard, own, other }: Key, row: Row | undefined): string | null {
  const opened = heard.find(({ word }) => word.includes('"opened"'));
  const wish = opened?.other ? other! : own;
  const is = `${row?.method} ${row?.instructions?.store ?? null} ${row?.lines[0]?.payableId}`;
  const wanted = `${wish.method} ${wish.store} ${wish.bill.payableId}`;
  return is === wanted ? null : `${is} and not ${wanted}`;
}

export const isSoundG15 = ({ lost, doubled, torn, differing }: KeysOutcome): boolean => lost + doubled + torn + differing.length === 0;
