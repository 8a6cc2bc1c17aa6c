import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { ChargeView } from '@tsudoi/shared/contracts/payments/charge.contract';
import { endDeadTransactions } from '@tsudoi/shared/service/dead-transactions';
import { type TestDoor, testDoor } from '@tsudoi/shared/service/test-door';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chargeStories } from '../charge-stories.ts';
import { gmoNotice, gmoSend, received } from '../gmo-notices.ts';
import { notice, post, signed } from '../komoju-notices.ts';
import { type Rig, startRig } from '../rig.ts';

let rig: Rig;
let door: TestDoor;
beforeAll(async () => {
  rig = await startRig(async (uri) => {
    door = await testDoor(uri);
    return door.uri;
  });
});
afterAll(async () => {
  await rig.stop();
  await door.shut();
});

/** Says only this, and waits for the other side to end it: what it answered, and after how long. */
function dawdle(text: string): Promise<{ answer: string; ms: number }> {
  const started = performance.now();
  return new Promise((resolve) => {
    const socket = connect(rig.payments.ports['port']!, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ answer, ms: performance.now() - started }));
  });
}

describe('T9, provider case 32: whoever dawdles or floods', () => {
  it('is cut off within two seconds or so, in the head as in the body', async () => {
    const { callbackUrl } = await rig.organization();
    const { pathname, host } = new URL(callbackUrl);
    const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\n`;
    const [slowHead, slowBody] = await Promise.all([dawdle(head), dawdle(`${head}content-length: 100\r\n\r\n{"id":`)]);
    for (const { answer, ms } of [slowHead, slowBody]) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(ms).toBeLessThan(4000);
    }
  });

  it('hears 413 to ten megabytes, every time', async () => {
    const { callbackUrl, secret } = await rig.organization();
    const huge = `{"note":"${'a'.repeat(10 * 1024 * 1024)}"}`;
    const headers = signed(huge, secret);
    for (let time = 0; time < 5; time += 1) expect((await post(callbackUrl, huge, headers)).status).toBe(413);
  });
});

describe('provider case 32: what takes long behind the inbox', () => {
  /** What was answered, and after how long; providers give up after ten seconds or fifteen. */
  async function timed<A>(send: () => Promise<A>): Promise<{ answer: A; ms: number }> {
    const started = performance.now();
    return { answer: await send(), ms: performance.now() - started };
  }

  it('keeps no signed notice waiting: it is answered while somebody else has its charge in hand, and worked on afterwards', async () => {
    const { opened, announced, becomes, inbox, money, quiet, stateOf } = chargeStories(() => rig, 'komoju');
    const slip = await opened('konbini');
    await announced(slip);
    const { client, payments } = rig.database.databases;
    const body = notice(slip.charge, 'payment.captured');
    await client.withSession(async (session) => {
      session.startTransaction();
      const charges = payments.collection<{ _id: string }>('charges');
      await charges.updateOne({ _id: slip.charge.chargeId }, { $set: { inHand: true } }, { session });
      const { answer, ms } = await timed(() => post(slip.callbackUrl, body, signed(body, slip.secret)));
      expect([answer.status, await answer.text()]).toEqual([200, 'OK']);
      expect(ms).toBeLessThan(4000);
      // It is taken up, and nothing comes of it yet.
      await vi.waitFor(async () => expect((await inbox(slip.orgId)).map(({ state }) => state)).toContain('leased'), { timeout: 20_000 });
      expect([await stateOf(slip.orgId, slip.charge), await money(slip.orgId)]).toEqual(['awaiting', []]);
      await session.abortTransaction();
    });
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    expect(await money(slip.orgId)).toEqual(['settled']);
  });

  it('keeps no unsigned one waiting: it is answered while its gateway is asked and says nothing, and followed when it does', async () => {
    const { opened, announced, becomes, inbox, money, quiet, silence, stateOf, takeCash } = chargeStories(() => rig, 'gmo-pg');
    const slip = await opened('konbini');
    await announced(slip);
    await silence(slip);
    await takeCash(slip);
    rig.sandbox.process.kill('SIGSTOP');
    try {
      const { answer, ms } = await timed(() => gmoSend(slip.callbackUrl, gmoNotice(slip.secret, slip.charge, 'PAYSUCCESS')));
      expect(answer).toBe(received);
      expect(ms).toBeLessThan(4000);
      await vi.waitFor(async () => expect((await inbox(slip.orgId)).map(({ state }) => state)).toContain('asking'), { timeout: 20_000 });
      expect([await stateOf(slip.orgId, slip.charge), await money(slip.orgId)]).toEqual(['awaiting', []]);
    } finally {
      rig.sandbox.process.kill('SIGCONT');
    }
    await becomes(slip, 'final');
    await quiet(slip.orgId);
    expect(await money(slip.orgId)).toEqual(['settled']);
  });
});

describe('T11: nobody is told "received" before it is durable', () => {
  const { opened, becomes, money } = chargeStories(() => rig, 'komoju');
  const idOf = (body: string) => (JSON.parse(body) as { id: string }).id;
  /** The ids of the notices that stand in the inbox. */
  const stored = async (orgId: string) => {
    const inbox = rig.database.databases.payments.collection<{ _id: string }>('inbox');
    const rows = await inbox.find({ orgId, 'headers.user-agent': 'many' }).toArray();
    return new Set(rows.map(({ _id }) => _id.slice(_id.lastIndexOf(':') + 1)));
  };

  it('T11, provider case 41: while the store goes away each that is acknowledged is stored; without it each hears its provider’s "again", and sent again all is well', async () => {
    const slip = await opened('konbini');
    const [gmo, robot] = [await rig.organization('gmo-pg'), await rig.organization('robot-payment')];
    const stranger = {
      paymentNumber: '9000000000000',
      providerIds: {},
      amount: 500,
      method: 'konbini',
      createdAt: '',
    } as never as ChargeView;
    const bodies = Array.from({ length: 30 }, () => notice(stranger, 'payment.updated', { status: 'pending' }));
    const send = async (body: string) =>
      (await post(slip.callbackUrl, body, { ...signed(body, slip.secret), 'user-agent': 'many' })).status;
    const statuses = new Map<string, number>();
    const hand = async (from: number) => {
      for (let at = from; at < bodies.length; at += 8) {
        statuses.set(idOf(bodies[at]!), await send(bodies[at]!));
        if (statuses.size === 14) await door.shut();
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(hand));
    expect(new Set(statuses.values())).toEqual(new Set([200, 503]));
    // One that was stored while its answer was lost is told as "again", never the other way round.
    const kept = await stored(slip.orgId);
    expect([...statuses].filter(([id, status]) => status === 200 && !kept.has(id))).toEqual([]);
    const captured = notice(slip.charge, 'payment.captured');
    const answer = await post(slip.callbackUrl, captured, signed(captured, slip.secret));
    expect([answer.status, await answer.text()]).toEqual([503, 'NG']);
    const form = gmoNotice(gmo.secret, stranger, 'PAYSUCCESS');
    expect(await gmoSend(gmo.callbackUrl, form)).toBe('503 1');
    // ROBOT PAYMENT goes by the answer's length alone: it is given none.
    const kickback = await fetch(`${robot.callbackUrl}?gid=1&rst=1&ap=CPL&cod=9000000000000`);
    expect([kickback.status, kickback.headers.get('content-length')]).toEqual([503, null]);
    await door.open();
    await endDeadTransactions(rig.database.uri);
    await vi.waitFor(async () => expect(await gmoSend(gmo.callbackUrl, form)).toBe(received), { timeout: 15_000, interval: 200 });
    for (const body of bodies) expect(await send(body)).toBe(200);
    expect((await post(slip.callbackUrl, captured, signed(captured, slip.secret))).status).toBe(200);
    expect(await stored(slip.orgId)).toEqual(new Set(bodies.map(idOf)));
    await becomes(slip, 'final');
    // Nobody of the server is here to take it: it waits in the queue.
    await vi.waitFor(async () => expect(await money(slip.orgId)).toEqual(['settled']), { timeout: 15_000 });
    expect((await rig.messages(slip.orgId, 'payments.money.settled'))[0]).toMatchObject({ state: 'ready' });
  });
});
