import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { billNow, openBill } from '../../../test/billing.factory.ts';
import { type TestOrganization, openOrganization } from '../../../test/organization.factory.ts';
import { cardDesk } from '../../../test/recurring.factory.ts';
import { type TestServer, startTestServer } from '../../../test/server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof cardDesk>;

beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
  org = await openOrganization(server);
  desk = cardDesk(server, org);
});
afterAll(() => server.close());

type Verdict = Parameters<typeof desk.putCard>[1];

async function someone(verdict: Verdict) {
  desk.at('2026-05-10');
  const { _id: memberId } = await org.addMember();
  const cardId = desk.putCard(memberId, verdict);
  const { _id: billId } = await openBill(server, org, memberId, 3000);
  await desk.start(billId, memberId, '2026-05-10');
  return { memberId, billId, cardId };
}

/** Three tries that failed, and the last one, of which the provider says nothing. */
async function lastTryOpen() {
  const { memberId, billId } = await someone('card_declined');
  for (const days of [0, 1, 5]) {
    desk.at(desk.after('2026-05-10', days));
    await desk.work();
  }
  const open = desk.putCard(memberId, 'unavailable');
  desk.at('2026-05-22');
  await desk.work();
  expect((await desk.collection(billId)).tries.at(-1)).toMatchObject({ cardId: open, outcome: null });
  return { memberId, billId, open };
}

/** What happens between the answer to the next question for a member's card and whatever is made of it. */
function behindNextLook(then: () => Promise<void>): void {
  const { answers } = server.payments;
  const honest = answers['cards.ofMember'] as (input: { memberId: MemberId }) => unknown;
  answers['cards.ofMember'] = async (input: { memberId: MemberId }) => {
    answers['cards.ofMember'] = honest;
    const view = honest(input);
    await then();
    return view;
  };
}

const subjects = async (billId: Parameters<typeof desk.mails>[0]) =>
  (await desk.mails(billId)).map(({ subject }) => subject.split('】')[1]);
const declined = 'カード決済ができませんでした';

describe('a card that is left while another one is being tried', () => {
  it('case 94, BIL-17: is charged when the last try fails, and only what it comes to is told', async () => {
    const { memberId, billId } = await lastTryOpen();
    const cardId = desk.putCard(memberId, 'requested');
    await desk.tellOfCard(memberId, cardId);
    await desk.work();
    // What is not known is waited for, whatever card there is.
    expect((await desk.collection(billId)).tries).toHaveLength(4);
    await desk.fail(desk.chargesOf(billId)[0]!);
    server.setNow('2026-05-24T02:00:00Z');
    await desk.work();
    expect(await desk.collection(billId)).toMatchObject({ state: 'waiting', nextTryOn: '2026-05-24' });
    expect((await billNow(server, billId)).collecting).toBe(true);
    await desk.work();
    await desk.work();
    expect(desk.chargesOf(billId).slice(1)).toMatchObject([{ cardId }]);
    await desk.settle(desk.chargesOf(billId)[1]!);
    expect(await desk.collection(billId)).toMatchObject({ state: 'paid' });
    expect(await subjects(billId)).toEqual([declined, declined, declined]);
  });

  it('case 94: is tried once for being new; when it fails too the bill is past due, with one mail', async () => {
    const { memberId, billId, open } = await lastTryOpen();
    const cardId = desk.putCard(memberId, 'card_declined');
    await desk.tellOfCard(memberId, cardId);
    await desk.fail(desk.chargesOf(billId)[0]!);
    for (const hour of ['02', '03', '04', '05']) {
      server.setNow(`2026-05-24T${hour}:00:00Z`);
      await desk.work();
    }
    const { state, nextTryOn, tries } = await desk.collection(billId);
    expect({ state, nextTryOn, last: tries.slice(3).map((one) => [one.cardId, one.outcome]) }).toEqual({
      state: 'past_due',
      nextTryOn: null,
      last: [
        [open, 'declined'],
        [cardId, 'declined'],
      ],
    });
    expect(await subjects(billId)).toEqual([declined, declined, declined, 'お支払いのお願い']);
  });

  it('domain 3.8: that took the place of the one just asked for is tried at once, and nobody is asked for a card', async () => {
    const { memberId, billId, cardId: old } = await someone('requested');
    behindNextLook(async () => desk.tellOfCard(memberId, desk.putCard(memberId, 'card_declined')));
    await desk.work();
    expect(await desk.collection(billId)).toMatchObject({ nextTryOn: '2026-05-10', tries: [{ cardId: old, outcome: 'no_card' }] });
    expect(await desk.mails(billId)).toEqual([]);
    await desk.work();
    await desk.work();
    // The days go on as they would.
    expect(await desk.collection(billId)).toMatchObject({ firstFailedOn: '2026-05-10', nextTryOn: '2026-05-11', tries: [{}, {}] });
    expect(await subjects(billId)).toEqual([declined]);
  });

  it('domain 3.8: is not missed when it comes between the last look for one and the end of a try', async () => {
    const { memberId, billId } = await lastTryOpen();
    await desk.fail(desk.chargesOf(billId)[0]!);
    server.setNow('2026-05-24T02:00:00Z');
    behindNextLook(async () => desk.tellOfCard(memberId, desk.putCard(memberId, 'requested')));
    for (let look = 0; look < 3; look += 1) await desk.work();
    expect(desk.chargesOf(billId)).toHaveLength(2);
    expect(await desk.collection(billId)).toMatchObject({ state: 'waiting' });
    expect(await subjects(billId)).toEqual([declined, declined, declined]);
  });
});
