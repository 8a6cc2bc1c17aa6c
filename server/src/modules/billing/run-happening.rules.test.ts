import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { describe, expect, it } from 'vitest';
import type { BillHappening } from './bill-happening.rules.ts';
import { asksOfRun, toldOfRun } from './run-happening.rules.ts';

const now = new Date('2026-05-20T03:00:00Z');
const did = (kind: BillHappening['kind'], minutes: number): BillHappening => ({
  kind,
  at: new Date(now.getTime() - minutes * 60_000),
  by: '鈴木 一郎',
  says: { name: '年会費' },
});
const every = (['renamed', 'cancelled', 'confirmed', 'resumed', 'paused', 'started', 'discarded'] as const).map((kind, at) =>
  did(kind, at + 1),
);
const refusal = (code: DomainError['code'], params = {}) => DomainError.told(code, params, []);

type Run = Parameters<typeof toldOfRun>[1];
const run = (state: Run['state'], confirmation: Run['confirmation']['state'] = 'not_started', given: Partial<Run> = {}): Run => ({
  billName: '2026年度 年会費',
  state,
  active: state === 'requested' || state === 'processing' || state === 'paused',
  confirmation: { state: confirmation, done: 0, total: 3 },
  ...given,
});
const told = (of: Run, to: string, happenings = every) =>
  toldOfRun(refusal('INVALID_TRANSITION', { to }), of, happenings, now)?.params['happened'] ?? null;

describe('what happened to a run that somebody else was faster with', () => {
  it('is told with who did it and when; the refusal stays what it was', () => {
    const error = toldOfRun(
      refusal('INVALID_TRANSITION', { from: 'completed', to: 'confirmed' }),
      run('discarded'),
      [did('discarded', 3)],
      now,
    );
    expect(error).toMatchObject({ code: 'INVALID_TRANSITION' });
    const said = { happened: 'discarded', by: '鈴木 一郎', at: '2026-05-20T02:57:00.000Z', bill: '2026年度 年会費', name: '年会費' };
    expect(error!.params).toEqual({ from: 'completed', to: 'confirmed', ...said });
  });

  it('is the act that brought it where it is', () => {
    const cancellation = { state: 'completed' } as NonNullable<Run['cancellation']>;
    expect(told(run('discarded'), 'requested')).toBe('discarded');
    expect(told(run('completed', 'completed', { cancellation }), 'confirmed')).toBe('cancelled');
    expect(told(run('paused'), 'renamed')).toBe('paused');
    expect(told(run('completed', 'paused'), 'renamed')).toBe('paused');
    expect(told(run('completed', 'processing'), 'cancelled')).toBe('confirmed');
    expect(told(run('completed', 'processing'), 'cancelled', [did('resumed', 1), did('confirmed', 2)])).toBe('resumed');
    expect(told(run('requested'), 'cancelled')).toBe('resumed');
    expect(told(run('processing'), 'cancelled', [did('started', 9)])).toBe('started');
    expect(told(run('completed'), 'discarded')).toBe('started');
    expect(told(run('completed', 'completed'), 'discarded')).toBe('confirmed');
    expect(told(run('completed'), 'requested')).toBe('resumed');
  });

  it('is nobody’s act where the run came to its end by itself', () => {
    expect(told(run('completed', 'completed'), 'paused')).toBeNull();
    expect(told(run('completed'), 'paused')).toBeNull();
    expect(told(run('planned'), 'cancelled')).toBeNull();
  });

  it('is a name for a name, a day for a day, and for a refusal that only says that something changed what was done within the hour', () => {
    const since = (what: string, happenings = every) =>
      toldOfRun(refusal('BILL_CHANGED_SINCE', { what }), run('completed'), happenings, now)?.params['happened'] ?? null;
    expect([since('name'), since('dueOn'), since('draft')]).toEqual(['renamed', 'confirmed', null]);
    expect(since('name', [did('renamed', 600)])).toBe('renamed');
    const conflict = (minutes: number) => toldOfRun(refusal('CONFLICT'), run('completed'), [did('paused', minutes)], now);
    expect([conflict(59)?.params['happened'], conflict(60)]).toEqual(['paused', null]);
  });

  it('is asked for by these refusals alone, and not twice', () => {
    expect([asksOfRun(refusal('INVALID_TRANSITION')), asksOfRun(refusal('CONFLICT')), asksOfRun(refusal('BILL_CHANGED_SINCE'))]).toEqual([
      true,
      true,
      true,
    ]);
    expect([
      asksOfRun(refusal('NOT_FOUND')),
      asksOfRun(refusal('CONFLICT', { happened: 'paused' })),
      asksOfRun(new Error('CONFLICT')),
    ]).toEqual([false, false, false]);
  });
});
