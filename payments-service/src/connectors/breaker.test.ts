import { Response } from 'undici';
import { describe, expect, test } from 'vitest';
import { createBreaker } from './breaker.ts';
import { guardedCall } from './provider-call.ts';

type Answer = 'in time' | 'in vain' | 'at once';

/** Providers that behave as they are told to, a clock that runs as long as they take, and what was really called. */
function providers() {
  let now = 0;
  let next: Answer = 'in time';
  const called: string[] = [];
  const breaker = createBreaker(() => now);
  const call = guardedCall(
    (address) => {
      called.push(address);
      now += next === 'in vain' ? 15_000 : 10;
      return next === 'in time' ? Promise.resolve(new Response('')) : Promise.reject(new Error(next));
    },
    breaker,
    () => now,
  );
  return {
    called,
    breaker,
    pass: (ms: number) => void (now += ms),
    /** Whether the call brought an answer. */
    ask: (provider: string, answer: Answer) => {
      next = answer;
      return call(provider, provider, { method: 'GET' }).then(
        () => true,
        () => false,
      );
    },
  };
}

describe('a provider that keeps everybody waiting', () => {
  test('T29: after three calls in vain no call is made, and those of another provider go on', async () => {
    const { ask, called, breaker } = providers();
    for (let times = 0; times < 3; times += 1) expect(await ask('gmo-pg', 'in vain')).toBe(false);
    expect(breaker.isOpen('gmo-pg')).toBe(true);
    expect([await ask('gmo-pg', 'in time'), await ask('komoju', 'in time')]).toEqual([false, true]);
    expect(called).toEqual(['gmo-pg', 'gmo-pg', 'gmo-pg', 'komoju']);
  });

  test('T29: after a rest one call finds out, and only its answer lets the others through', async () => {
    const { ask, pass, breaker } = providers();
    for (let times = 0; times < 3; times += 1) await ask('gmo-pg', 'in vain');
    pass(10_000);
    expect([breaker.isOpen('gmo-pg'), breaker.mayCall('gmo-pg'), breaker.mayCall('gmo-pg')]).toEqual([false, true, false]);
    pass(10_000);
    await ask('gmo-pg', 'in vain');
    expect(breaker.isOpen('gmo-pg')).toBe(true);
    pass(10_000);
    expect(await ask('gmo-pg', 'in time')).toBe(true);
    await ask('gmo-pg', 'in vain');
    expect(breaker.isOpen('gmo-pg')).toBe(false);
  });

  test('T29: one that breaks off at once, or answers in between, is called as before', async () => {
    const { ask, breaker } = providers();
    for (let times = 0; times < 5; times += 1) await ask('gmo-pg', 'at once');
    for (const answer of ['in vain', 'in vain', 'in time', 'in vain', 'in vain'] as const) await ask('gmo-pg', answer);
    expect(breaker.isOpen('gmo-pg')).toBe(false);
  });
});
