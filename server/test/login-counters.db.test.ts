import { readFileSync, readdirSync } from 'node:fs';
import { type CommandCounter, countCommands } from '@tsudoi/shared/service/command-counter';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { adminLogin } from '../src/modules/identity/admin-login.service.ts';
import { hashPassword } from '../src/modules/identity/password.service.ts';
import { niceness } from '../src/platform/hashing-threads.ts';
import { type Office, type ServerRig, startServerRig } from './server-rig.ts';

/** Counters of performance.md P11: what a log-in asks of the database beside its hash, and in which threads it is hashed. */
let rig: ServerRig;
let office: Office;
let counter: CommandCounter;
beforeAll(async () => {
  rig = await startServerRig({}, 'watched');
  counter = countCommands(rig.service.platform.databases.client);
  office = await rig.signUp();
});
afterAll(() => rig.stop());

const ofLogins = ['organizations', 'org_users', 'login_attempts', 'second_factors', 'passkeys', 'sessions'];
const asked = () => counter.commands.filter(({ collection }) => ofLogins.includes(collection));
const logIn = () => rig.ask('identity.adminLogin', { org: office.slug, email: office.email, password: office.password });

describe('P11 logging in', () => {
  it('P11 a log-in costs at most seven round trips beside its hash, however many have failed before', async () => {
    const rows = Array.from({ length: 500 }, (_, at) => ({ _id: `account:${at}`, failures: 1, until: new Date(0), at: new Date() }));
    await rig.database.databases.server.collection<(typeof rows)[number]>('login_attempts').insertMany(rows);
    // The organisation is known for five seconds: on a busy machine one of these may have to ask for it again.
    const costs: number[] = [];
    for (let time = 0; time < 4; time += 1) {
      counter.reset();
      expect((await logIn()).status).toBe(200);
      costs.push(asked().length);
    }
    expect(Math.min(...costs)).toBeLessThanOrEqual(7);
  });

  it('P11 T44: who finds the line full is told to come again before anything is looked up', async () => {
    const line = Array.from({ length: 52 }, () => hashPassword(rig.service.platform, 'hotaru no yoru'));
    counter.reset();
    const { platform } = rig.service;

    const facts = { ip: '203.0.113.1', userAgent: '', cookies: '' };
    const input = { org: office.slug, email: office.email, password: office.password };
    await expect(adminLogin(platform, input, facts)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    expect(asked()).toEqual([]);
    await Promise.all(line);
    expect((await logIn()).status).toBe(200);
  });

  test.runIf(process.platform === 'linux')('P11 two threads hash, behind everything else of the process', async () => {
    await Promise.all(Array.from({ length: 6 }, () => hashPassword(rig.service.platform, 'hotaru no yoru')));
    // The nineteenth field of a thread's stat; the name in brackets before it may hold blanks.
    const nice = readdirSync('/proc/self/task').map((thread) =>
      Number(readFileSync(`/proc/self/task/${thread}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[16]),
    );
    expect(nice.filter((one) => one === niceness)).toHaveLength(2);
  });
});
