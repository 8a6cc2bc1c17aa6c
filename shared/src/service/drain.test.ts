import { afterEach, describe, expect, it } from 'vitest';
import { type OrgId, newOrgId } from '../kernel/ids.ts';
import { type Drain, type Look, inTurn, sideBySide, startDrain } from './drain.ts';
import { createLog } from './log.ts';

const log = createLog('test', 'silent');
const never = 3_600_000;
let drain: Drain | null = null;
afterEach(() => drain?.stop());

/** A worker whose rounds end when the test says so. */
function handWorked() {
  const looks: Look[] = [];
  const gates: (() => void)[] = [];
  const begun: (() => void)[] = [];
  drain = startDrain(
    async (look) => {
      looks.push(look);
      begun.shift()?.();
      await new Promise<void>((open) => gates.push(open));
    },
    { log, failure: 'failed', sweepMs: never },
  );
  return {
    worker: drain,
    looks,
    next: () => new Promise<void>((seen) => begun.push(seen)),
    end: () => gates.shift()!(),
  };
}

describe('a drain', () => {
  it('looks only where it was told', async () => {
    const { worker, looks, end } = handWorked();
    const orgId = newOrgId();
    worker.nudge(orgId);
    expect(looks).toEqual([{ everywhere: false, organisations: [orgId] }]);
    end();
  });

  it('makes one more round for all nudges that come during one, and never two rounds at once', async () => {
    const { worker, looks, next, end } = handWorked();
    const [first, second] = [newOrgId(), newOrgId()];
    worker.nudge(first);
    for (const orgId of [first, second, second]) worker.nudge(orgId);
    expect(looks).toHaveLength(1);
    const again = next();
    end();
    await again;
    expect(looks.slice(1)).toEqual([{ everywhere: false, organisations: [first, second] }]);
    end();
  });

  it('takes a nudge in the very moment in which a round ends', async () => {
    const { worker, looks, next, end } = handWorked();
    const orgId = newOrgId();
    worker.nudge(orgId);
    const done = worker.drain();
    const everywhere = next();
    end();
    await everywhere;
    expect(looks[1]).toEqual({ everywhere: true, organisations: [] });
    const after = done.then(() => worker.nudge(orgId));
    end();
    await after;
    expect(looks[2]).toEqual({ everywhere: false, organisations: [orgId] });
    end();
  });

  it('goes on after a failure, and tells the one who waits', async () => {
    let fails = true;
    const looks: Look[] = [];
    drain = startDrain(
      async (look) => {
        looks.push(look);
        if (fails) throw new Error('the database is away');
      },
      { log, failure: 'failed', sweepMs: never },
    );
    await expect(drain.drain()).rejects.toThrow('the database is away');
    fails = false;
    await drain.drain();
    expect(looks).toHaveLength(2);
  });

  it('looks everywhere after a failure, because what the failed round was told is gone', async () => {
    const looks: Look[] = [];
    drain = startDrain(
      async (look) => {
        looks.push(look);
        if (looks.length === 1) throw new Error('the database is away');
      },
      { log, failure: 'failed', sweepMs: never },
    );
    const orgId = newOrgId();
    drain.nudge(orgId);
    expect(looks).toEqual([{ everywhere: false, organisations: [orgId] }]);
    // One turn of the loop: the round has failed by then.
    await new Promise((wake) => setImmediate(wake));
    drain.nudge(orgId);
    expect(looks.slice(1)).toEqual([{ everywhere: true, organisations: [orgId] }]);
  });

  it('sweeps everywhere without being told', async () => {
    const look = await new Promise<Look>((resolve) => {
      drain = startDrain(async (seen) => resolve(seen), { log, failure: 'failed', sweepMs: 1 });
    });
    expect(look).toEqual({ everywhere: true, organisations: [] });
  });

  it('does nothing more once it was stopped', async () => {
    const { worker, looks } = handWorked();
    await worker.stop();
    worker.nudge();
    expect(looks).toEqual([]);
  });
});

describe('taking turns', () => {
  const round = (nudges: OrgId[][]) => ({ stopping: () => false, nudged: () => nudges.shift() ?? [] });

  it('goes on with a backlog without asking who else waits for every batch of it', async () => {
    const [big] = [newOrgId()];
    let batches = 400;
    let asked = 0;
    const due = async () => {
      asked += 1;
      await new Promise((wake) => setTimeout(wake, 5));
      return [big];
    };
    await inTurn({ everywhere: true, organisations: [] }, round([]), due, async () => {
      batches -= 1;
      return batches > 0;
    });
    expect(batches).toBe(0);
    expect(asked).toBeLessThan(20);
  });

  it('T18: works on whoever is named meanwhile before the backlog goes on', async () => {
    const [big, small] = [newOrgId(), newOrgId()];
    const worked: OrgId[] = [];
    const due = async () => [big];
    await inTurn({ everywhere: false, organisations: [big] }, round([[small]]), due, async (orgId) => {
      worked.push(orgId);
      return orgId === big && worked.length < 6;
    });
    expect(worked.filter((orgId) => orgId === small)).toHaveLength(1);
    expect(worked.indexOf(small)).toBeLessThan(worked.length - 1);
  });

  it('asks again when more waited than were asked for', async () => {
    const many = Array.from({ length: 20 }, () => newOrgId());
    const rest = [newOrgId()];
    const answers = [many, rest];
    const worked: OrgId[] = [];
    const due = async () => answers.shift() ?? [];
    await inTurn({ everywhere: true, organisations: [] }, round([]), due, async (orgId) => {
      worked.push(orgId);
      return false;
    });
    expect(worked).toEqual([...many, ...rest]);
  });
});

describe('side by side', () => {
  interface Piece {
    readonly orgId: OrgId;
    readonly at: number;
  }
  const goesOn = { stopping: () => false };
  const pieces = (orgId: OrgId, count: number): Piece[] => Array.from({ length: count }, (_, at) => ({ orgId, at }));
  const next = () => new Promise((wake) => setImmediate(wake));

  it('T18: next comes whose last piece is longest ago, and of one organisation never two at once', async () => {
    const [big, other, small] = [newOrgId(), newOrgId(), newOrgId()];
    let waiting = [...pieces(big, 6), ...pieces(other, 3)];
    const order: OrgId[] = [];
    const under = new Set<OrgId>();
    await sideBySide(
      goesOn,
      { places: 2, lookMs: never },
      async () => waiting,
      async (piece) => {
        expect(under.has(piece.orgId)).toBe(false);
        under.add(piece.orgId);
        order.push(piece.orgId);
        waiting = waiting.filter((one) => one !== piece);
        if (order.length === 4) waiting = [...waiting, ...pieces(small, 1)];
        await next();
        under.delete(piece.orgId);
      },
    );
    expect(order).toHaveLength(10);
    // It came behind five pieces of the big one, and is served next or next but one.
    expect(order.indexOf(small)).toBeLessThanOrEqual(5);
    expect(waiting).toEqual([]);
  });

  it('T18: who comes while a piece hangs is looked for, and served beside it', async () => {
    const [hanging, late] = [newOrgId(), newOrgId()];
    let waiting = pieces(hanging, 2);
    let open: () => void = () => undefined;
    await sideBySide(
      goesOn,
      { places: 2, lookMs: 1 },
      async () => waiting,
      async (piece) => {
        waiting = waiting.filter((one) => one !== piece);
        if (piece.orgId === late) open();
        else if (piece.at === 0) {
          waiting = [...waiting, ...pieces(late, 1)];
          await new Promise<void>((resolve) => {
            open = resolve;
          });
        }
      },
    );
    expect(waiting).toEqual([]);
  });

  it('begins nothing more once it is told to stop, and waits for what is under way; what fails is thrown behind it', async () => {
    const [one, other] = [newOrgId(), newOrgId()];
    let waiting = [...pieces(one, 3), ...pieces(other, 1)];
    let stopped = false;
    let done = 0;
    const work = async (piece: Piece) => {
      waiting = waiting.filter((each) => each !== piece);
      stopped = true;
      await next();
      done += 1;
    };
    await sideBySide({ stopping: () => stopped }, { places: 2, lookMs: never }, async () => waiting, work);
    expect([done, waiting.length]).toEqual([2, 2]);
    const failing = sideBySide(
      goesOn,
      { places: 2, lookMs: never },
      async () => pieces(one, 1).concat(pieces(other, 1)),
      async (piece) => {
        if (piece.orgId === one) throw new Error('failed');
        await next();
        done += 1;
      },
    );
    await expect(failing).rejects.toThrow('failed');
    expect(done).toBe(3);
  });
});
