import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Office, type ServerRig, startServerRig } from './server-rig.ts';

const day = 86_400_000;
let rig: ServerRig;
let office: Office;
beforeAll(async () => {
  rig = await startServerRig();
  office = await rig.signUp();
});
afterAll(() => rig.stop());

const attempts = () =>
  rig.service.platform.databases.server.collection<{ _id: string; failures: number; until: Date; at: Date }>('login_attempts');
beforeEach(() => attempts().deleteMany({}));
const login = (password: string, email = office.email) => rig.ask('identity.adminLogin', { org: office.slug, email, password });
const address = async () => (await attempts().findOne({ _id: /^address:/ }))!;

describe('wrong passwords delay (security.md 4.7)', () => {
  test('G12: of thirty wrong passwords at the same moment five are compared', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => login(`wrong wrong wrong ${index}`)));
    const codes = answers.map((answer) => answer.code);
    expect(codes.filter((code) => code === 'LOGIN_FAILED')).toHaveLength(5);
    expect(codes.filter((code) => code === 'LOGIN_DELAYED')).toHaveLength(25);
    expect((await address()).failures).toBe(5);
  });

  test('without a pause nobody waits: four right passwords at the same moment, whatever their clocks read, all get in', async () => {
    await login('wrong wrong wrong');
    // Another process's clock may be a little behind: a pause that ends just now would still run there.
    expect((await attempts().findOne({ _id: /^account:/ }))!.until.getTime()).toBeLessThan(Date.now() - 60_000);
    await attempts().deleteMany({});
    const answers = await Promise.all(Array.from({ length: 4 }, () => login(office.password)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test('the pause doubles with each failure after it, and the right password ends the count', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (let tries = round === 0 ? 5 : 1; tries > 0; tries -= 1) expect((await login('wrong wrong wrong')).code).toBe('LOGIN_FAILED');
      waits.push((await login(office.password)).data.params.seconds);
      await attempts().updateMany({ _id: /^account:/ }, { $set: { until: new Date(0) } });
    }
    expect(waits.map((seconds) => Math.round(seconds / 10) * 10)).toEqual([30, 60, 120]);
    expect((await login(office.password)).status).toBe(200);
    expect(await attempts().findOne({ _id: /^account:/ })).toMatchObject({ failures: 0, until: new Date(0) });
    expect(await attempts().findOne({ _id: /^everywhere:/ })).toMatchObject({ failures: 0, until: new Date(0) });
    expect((await address()).failures).toBe(7);
  });

  test('T33: a hundred failures of an address close it until its day is over, not a day after the last of them', async () => {
    await login('wrong wrong wrong');
    const begun = new Date(Date.now() - day + 90_000);
    await attempts().updateOne({ _id: /^address:/ }, { $set: { failures: 99, at: begun, until: new Date(begun.getTime() + day) } });
    expect((await login('wrong wrong wrong', 'b@example.jp')).code).toBe('LOGIN_FAILED');
    const refused = await login(office.password);
    expect(refused.code).toBe('LOGIN_DELAYED');
    expect(refused.data.params.seconds).toBeGreaterThan(60);
    expect(refused.data.params.seconds).toBeLessThanOrEqual(90);
    expect(await address()).toMatchObject({ failures: 100, at: begun });
    await attempts().updateOne({ _id: /^address:/ }, { $set: { until: new Date(Date.now() - 1) } });
    expect((await login('wrong wrong wrong', 'c@example.jp')).code).toBe('LOGIN_FAILED');
    expect((await address()).failures).toBe(1);
    expect((await login(office.password)).status).toBe(200);
  });

  test('T33: on a device where the log-in succeeded before, the owner gets in whatever others try at the address', async () => {
    const first = await login(office.password);
    const cookie = first.headers
      .getSetCookie()
      .find((one) => one.startsWith(`kd-admin-${office.slug}=`))!
      .split(';')[0]!;
    const onDevice = (password: string, email = office.email) =>
      rig.ask('identity.adminLogin', { org: office.slug, email, password }, null, { cookie });
    await Promise.all(Array.from({ length: 8 }, () => login('wrong wrong wrong')));
    await attempts().updateOne({ _id: /^address:/ }, { $set: { failures: 100 } });
    expect((await login(office.password)).code).toBe('LOGIN_DELAYED');
    expect((await onDevice(office.password)).status).toBe(200);
    // The cookie counts for this log-in only, and guessing on the device waits like everywhere.
    expect((await onDevice(office.password, 'b@example.jp')).code).toBe('LOGIN_DELAYED');
    for (let tries = 0; tries < 5; tries += 1) expect((await onDevice('wrong wrong wrong')).code).toBe('LOGIN_FAILED');
    expect((await onDevice(office.password)).code).toBe('LOGIN_DELAYED');
    const forged = { cookie: `${cookie.split('.')[0]}.${'A'.repeat(43)}` };
    expect(
      (await rig.ask('identity.adminLogin', { org: office.slug, email: office.email, password: office.password }, null, forged)).code,
    ).toBe('LOGIN_DELAYED');
  });
});
