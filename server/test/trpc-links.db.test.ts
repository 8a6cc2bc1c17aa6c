import { TRPCClientError, createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Door, type Doors, type asked, doors, openDoors, whileWaiting } from './trpc-doors.factory.ts';

/** The official client at both adapters: whatever it is told there, it is told here (decision 19, performance.md P6). */
let both: Doors;
beforeAll(async () => {
  both = await openDoors();
});
afterAll(() => both.close());

const links = {
  'batches by POST, as our pages do': (url: string) => httpBatchLink({ url, methodOverride: 'POST', maxItems: 10 }),
  'one by one by POST': (url: string) => httpLink({ url, methodOverride: 'POST' }),
  'batches by GET': (url: string) => httpBatchLink({ url, maxItems: 10 }),
  'one by one by GET': (url: string) => httpLink({ url }),
  'batches that stream': (url: string) => httpBatchStreamLink({ url, methodOverride: 'POST', maxItems: 10 }),
};
const clientOf = (door: Door, link: keyof typeof links) => createTRPCClient<typeof asked>({ links: [links[link](both.url(door))] });
const errorOf = async (call: Promise<unknown>) => {
  const error = await call.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(TRPCClientError);
  return error as TRPCClientError<typeof asked>;
};

describe.each(doors)('the official client at the door: %s', (door) => {
  describe.each(Object.keys(links) as (keyof typeof links)[])('%s', (link) => {
    test('queries, mutations, answers that are nothing, and texts of every kind', async () => {
      const client = clientOf(door, link);
      expect(await client.things.get.query({ name: '髙﨑 𠮷子' })).toEqual({ hello: '髙﨑 𠮷子', note: null });
      expect(await client.things.plain.query()).toBe('plain');
      expect(await client.things.nothing.query()).toBeUndefined();
      expect(await client.things.perhaps.query({ n: 7 })).toBe(7);
      expect(await client.things.rename.mutate({ name: 'a' })).toBe('a');
    });

    test('errors carry their code, what they name, their issues and the number to quote', async () => {
      const client = clientOf(door, link);
      const refused = await errorOf(client.things.refuse.query({ name: 'run' }));
      expect(refused.message).toBe('IN_PROGRESS');
      expect(refused.data).toEqual({
        code: 'CONFLICT',
        httpStatus: 409,
        domainCode: 'IN_PROGRESS',
        params: { name: 'run' },
        issues: [],
        requestNumber: 'NUMBER',
      });
      const wrong = await errorOf(client.things.get.query({ name: 'a'.repeat(21) }));
      expect(wrong.data).toMatchObject({ httpStatus: 400, domainCode: 'INVALID_INPUT', issues: [{ path: ['name'], code: 'too_big' }] });
      const stranger = await errorOf(client.things.office.query({ name: 'a' }));
      expect(stranger.data).toMatchObject({ httpStatus: 401, domainCode: 'UNAUTHENTICATED' });
      for (const broken of [client.things.break.query(), client.things.misfit.query()]) {
        const error = await errorOf(broken);
        expect(error.data).toMatchObject({ httpStatus: 500, domainCode: 'UNEXPECTED', requestNumber: 'NUMBER' });
        expect(JSON.stringify(error.shape)).not.toContain('words of the inside');
      }
    });

    test.each([1, 2, 5, 10, 12])('%i calls at once, every third refused', async (count) => {
      const client = clientOf(door, link);
      const calls = Array.from({ length: count }, (_, at) =>
        at % 3 === 2 ? client.things.refuse.query({ name: `n${at}` }) : client.things.get.query({ name: `n${at}` }),
      );
      const told = (await Promise.allSettled(calls)).map((one) =>
        one.status === 'fulfilled' ? one.value.hello : (one.reason as TRPCClientError<typeof asked>).data?.params['name'],
      );
      expect(told).toEqual(Array.from({ length: count }, (_, at) => `n${at}`));
    });

    test('whoever leaves is noticed by what works for them', async () => {
      const began = withResolvers();
      const left = withResolvers();
      whileWaiting({ began: () => began.resolve(), left: () => left.resolve() });
      const leave = new AbortController();
      const call = clientOf(door, link).things.wait.query(undefined, { signal: leave.signal });
      await began.promise;
      leave.abort();
      expect((await errorOf(call)).message).toMatch(/abort/i);
      await left.promise;
    });
  });
});

function withResolvers(): { promise: Promise<void>; resolve(): void } {
  let resolve = () => undefined as void;
  const promise = new Promise<void>((done) => (resolve = () => done()));
  return { promise, resolve };
}
