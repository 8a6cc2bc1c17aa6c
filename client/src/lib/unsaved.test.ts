import { expect, test } from 'vitest';
import { isTouched, savedBy } from './touched.ts';
import { expectKeeper, forgetForms, hasForms, hasUnsaved, keepPage, mayLeave, mayLogOut, staysOpen, watchForm } from './unsaved.ts';

const form = (touched: boolean, sending = false) => ({ isTouched: () => touched, isSending: () => sending });

test('interface row 30: a form holds what is not saved where it differs from what it began with, empty or never there alike', () => {
  const begun = { name: 'A', note: '', tags: [], address: { city: '仙台市' } };
  expect(isTouched(begun, { name: 'A', address: { city: '仙台市', street: undefined }, tags: [] })).toBe(false);
  expect(isTouched(begun, { ...begun, fee: null })).toBe(false);
  expect(isTouched(begun, { ...begun, address: { city: '盛岡市' } })).toBe(true);
  expect(isTouched(begun, { ...begun, tags: ['委員'] })).toBe(true);
  expect(isTouched({ open: true }, { open: false })).toBe(true);
});

test('interface row 30: a password in a form is nothing to ask about, typed or put there by the browser', () => {
  const begun = { org: '', login: '', theirPassword: '', password: '' };
  expect(isTouched(begun, { ...begun, password: 'hotaru-no-yoru-27', theirPassword: 'asagiri-no-mizuumi' })).toBe(false);
  expect(isTouched({}, { currentPassword: 'hotaru-no-yoru-27', newPassword: 'asagiri-no-mizuumi' })).toBe(false);
  expect(isTouched(begun, { ...begun, login: 'haruko', password: 'hotaru-no-yoru-27' })).toBe(true);
});

test('interface row 30: what was sent counts as saved, as it stood then, unless the answer is that nothing was', async () => {
  const values = { name: 'A', address: { city: '仙台市' } };
  const saved = await savedBy(
    async () => undefined,
    () => values,
  );
  values.address.city = '盛岡市';
  expect(saved).toEqual({ name: 'A', 'address.city': '仙台市' });
  const refused = savedBy(
    async () => false,
    () => values,
  );
  expect(await refused).toBeNull();
  const failing = savedBy(
    () => Promise.reject(new Error('away')),
    () => values,
  );
  await expect(failing).rejects.toThrow('away');
});

test('interface row 30: nobody is asked where nothing would be lost; else the answer decides', async () => {
  const asked: boolean[] = [];
  const answer = (leaves: boolean) => async () => {
    asked.push(leaves);
    return leaves;
  };
  const letGo = keepPage({ ask: answer(false), sessionEnded: () => undefined });
  const stop = [watchForm(form(false)), watchForm(form(true, true))];
  expect([hasForms(), hasUnsaved(), await mayLeave(), asked]).toEqual([true, false, true, []]);
  stop.push(watchForm(form(true)));
  expect([await mayLeave(), asked]).toEqual([false, [false]]);
  letGo();
  // Where nobody can ask, nobody is held; and whoever logs out leaves nothing that is.
  expect([await mayLeave(), hasForms()]).toEqual([true, true]);
  expect([await mayLogOut(), hasForms()]).toEqual([true, false]);
  for (const end of stop) end();
});

test('interface row 30: who leaves while what asks is being fetched waits for it, and goes where it does not come', async () => {
  const stop = watchForm(form(true));
  const said: string[] = [];
  const leave = (name: string) => mayLeave().then((leaves) => said.push(`${name} ${leaves}`));
  expectKeeper();
  const first = leave('first');
  await Promise.resolve();
  expect(said).toEqual([]);
  const letGo = keepPage({ ask: async () => false, sessionEnded: () => undefined });
  await first;
  // One that is there already is not waited for.
  expectKeeper();
  await leave('second');
  letGo();
  const doesNotCome = expectKeeper();
  const third = leave('third');
  await Promise.resolve();
  expect(said).toEqual(['first false', 'second false']);
  doesNotCome();
  await third;
  expect(said.at(-1)).toBe('third true');
  stop();
});

test('interface row 30, TEN-09: a session that ends leaves a page with typed text open, and one without it not', () => {
  const told: string[] = [];
  const letGo = keepPage({ ask: async () => true, sessionEnded: (path) => void told.push(path) });
  expect(staysOpen('/hagi/admin/login')).toBe(false);
  // On its way counts: what was refused for want of a session is not saved.
  watchForm(form(true, true));
  expect([staysOpen('/hagi/admin/login'), told]).toEqual([true, ['/hagi/admin/login']]);
  forgetForms();
  expect([staysOpen('/hagi/admin/login'), hasForms()]).toEqual([false, false]);
  letGo();
});
