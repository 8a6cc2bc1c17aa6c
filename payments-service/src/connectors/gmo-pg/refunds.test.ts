import { describe, expect, it } from 'vitest';
import type { GmoAnswer, GmoClient, GmoShop } from './client.ts';
import { foundGivenBack, giveBack } from './refunds.ts';

const shop: GmoShop = {
  shopId: 'tshop00000001',
  shopPass: 'secret',
  configId: 'trial',
  contactName: '窓口',
  contactPhone: '0312345678',
  contactHours: '09:00-18:00',
};
const charge = { paymentNumber: '0079927398713', method: 'card', providerIds: {} } as const;
const refused: GmoAnswer = { outcome: 'failed', codes: ['E01050004'] };
const lost: GmoAnswer = { outcome: 'unknown' };

/** A gateway with one captured card, which is given back by one word alone. */
function gateway(word: string, others: GmoAnswer = refused) {
  const asked: string[] = [];
  let Status = 'CAPTURE';
  const said = (fields: Record<string, string>): GmoAnswer => ({ outcome: 'answered', fields: new Map(Object.entries(fields)) });
  const trade = { AccessID: 'a1', AccessPass: 'p1', ProcessDate: '20260410110000', Amount: '5500', Tax: '0', Currency: 'JPN' };
  const client: GmoClient = {
    call: (_shop, name, { JobCd }) => {
      if (name === 'SearchTradeMulti.idPass') return Promise.resolve(said({ ...trade, Status }));
      asked.push(String(JobCd));
      if (JobCd !== word) return Promise.resolve(others);
      Status = word;
      return Promise.resolve(said({ AccessID: trade.AccessID }));
    },
    pageUrl: () => Promise.reject(new Error('no page is asked for')),
  };
  return { client, asked };
}
const toldBy = (result: Awaited<ReturnType<typeof foundGivenBack>>) =>
  result.outcome === 'accepted' ? result.answers.map(({ body }) => /Status=([A-Z]+)/.exec(body.toString())?.[1]) : result;

describe('GMO-PG: giving a card back', () => {
  it.each([
    ['on the day of the sale', 'VOID', ['VOID']],
    ['in its month', 'RETURN', ['VOID', 'RETURN']],
    ['later', 'RETURNX', ['VOID', 'RETURN', 'RETURNX']],
  ])('provider case 28: %s it is %s, told as money and its return', async (_when, word, words) => {
    const { client, asked } = gateway(word);
    expect(toldBy(await giveBack(client, shop, charge))).toEqual(['CAPTURE', word]);
    expect(asked).toEqual(words);
    // An answer that was lost is found, and what is back already is not asked for again.
    expect(toldBy(await foundGivenBack(client, shop, charge))).toEqual(['CAPTURE', word]);
    expect(toldBy(await giveBack(client, shop, charge))).toEqual(['CAPTURE', word]);
    expect(asked).toEqual(words);
  });

  it('provider case 28: none of the words is taken: refused; no answer: unknown, and no other word is tried', async () => {
    expect(await giveBack(gateway('').client, shop, charge)).toEqual({ outcome: 'refused', code: 'E01050004' });
    const silent = gateway('', lost);
    expect(await giveBack(silent.client, shop, charge)).toEqual({ outcome: 'unknown' });
    expect(silent.asked).toEqual(['VOID']);
    expect(await foundGivenBack(silent.client, shop, charge)).toEqual({ outcome: 'none' });
  });
});
