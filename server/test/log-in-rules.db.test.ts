import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Office, type ServerRig, memberFields, startServerRig } from './server-rig.ts';

let rig: ServerRig;
beforeAll(async () => {
  rig = await startServerRig();
});
afterAll(() => rig.stop());

const password = 'hotaru-no-yoru';
async function withMember() {
  const office = await rig.signUp();
  const { membershipTypeId } = await rig.get('membershipTypes.create', { name: '正会員', annualFee: 1000 }, office.token);
  const { provisional } = await rig.get(
    'members.create',
    { ...memberFields(membershipTypeId, { memberNumber: 'ABC-12' }), issueProvisional: true },
    office.token,
  );
  const first = async (chosen: string) => {
    const { firstAccessToken } = await rig.get('identity.firstAccessStart', {
      org: office.slug,
      provisionalId: provisional.provisionalId,
      provisionalPassword: provisional.provisionalPassword,
    });
    const reading = { familyNameKana: 'タカサキ', givenNameKana: 'ハルコ' };
    const email = 'haruko@example.jp';
    return rig.ask('identity.firstAccessComplete', { org: office.slug, firstAccessToken, ...reading, email, password: chosen });
  };
  return { ...office, first };
}
const login = (office: Office, typed: string, given = password) =>
  rig.ask('identity.memberLogin', { org: office.slug, login: typed, password: given });
async function chooseClassic(office: Office) {
  const { version } = await rig.get('organizations.security', undefined, office.token);
  await rig.get('organizations.updateSecurity', { secondStepRequired: false, passwordPolicy: 'classic', version }, office.token);
}

describe('what is typed at the door', () => {
  test('ACC-16: the ID is the same in full width, in lower case and with a hyphen, and so is the address', async () => {
    const office = await withMember();
    expect((await office.first(password)).status).toBe(200);
    for (const typed of [
      'ABC12',
      'abc12',
      'ＡＢＣ１２',
      'ａｂｃ－１２',
      ' abc-12 ',
      'HARUKO@example.jp',
      'ｈａｒｕｋｏ＠ｅｘａｍｐｌｅ．ｊｐ',
    ])
      expect((await login(office, typed)).status, typed).toBe(200);
    expect((await login(office, 'ABC13')).code).toBe('LOGIN_FAILED');
  });

  test('ACC-17: wrong passwords make the next try wait', async () => {
    const office = await withMember();
    await office.first(password);
    for (let round = 0; round < 5; round += 1) expect((await login(office, 'ABC12', 'wrong wrong wrong')).code).toBe('LOGIN_FAILED');
    const waiting = await login(office, 'ABC12');
    expect(waiting.code).toBe('LOGIN_DELAYED');
    expect(waiting.data.params.seconds).toBeGreaterThan(0);
  });

  test('ACC-17 T33: an ID written with hyphens or blanks waits as well: it is the same log-in', async () => {
    const office = await withMember();
    await office.first(password);
    const ways = ['ABC-12', 'abc12', 'ＡＢＣ１２', 'A B C 1 2', 'a-b-c-12'];
    for (const typed of ways) expect((await login(office, typed, 'wrong wrong wrong')).code, typed).toBe('LOGIN_FAILED');
    for (const typed of ['ABC12', 'AB C12', 'A-BC12', '-ABC12-', 'abc\u300012'])
      expect((await login(office, typed)).code, typed).toBe('LOGIN_DELAYED');
  });

  test('T33: a device knows a log-in however it is typed there', async () => {
    const office = await withMember();
    await office.first(password);
    const known = (await login(office, 'ABC-12')).headers
      .getSetCookie()
      .find((one) => one.startsWith(`kd-my-${office.slug}=`))!
      .split(';')[0]!;
    for (let round = 0; round < 5; round += 1) await login(office, 'ABC12', 'wrong wrong wrong');
    expect((await login(office, 'ABC12')).code).toBe('LOGIN_DELAYED');
    const input = { org: office.slug, login: 'abc12', password };
    expect((await rig.ask('identity.memberLogin', input, null, { cookie: known })).status).toBe(200);
  });

  test('ACC-17: so does a provisional ID', async () => {
    const office = await withMember();
    const start = (provisionalId: string) =>
      rig.ask('identity.firstAccessStart', { org: office.slug, provisionalId, provisionalPassword: 'wrong-wrong' });
    for (const typed of ['ABCDE-FGHJK', 'ABCDEFGHJK', 'abcde fghjk', 'ABC-DEFGHJK', 'A-B-CDEFGHJK'])
      expect((await start(typed)).code, typed).toBe('LOGIN_FAILED');
    expect((await start('AB-CDEFGHJK')).code).toBe('LOGIN_DELAYED');
  });
});

describe('the organisation’s rule for passwords', () => {
  test('ACC-24: classic names the allowed signs and hints at full width, everywhere a password is chosen; open takes all', async () => {
    const office = await withMember();
    expect(await rig.get('organizations.publicProfile', { slug: office.slug })).toMatchObject({ passwordPolicy: 'open' });
    await chooseClassic(office);
    expect(await rig.get('organizations.publicProfile', { slug: office.slug })).toMatchObject({ passwordPolicy: 'classic' });
    const refused = await office.first('hotaru+no-yoru');
    expect(refused.data).toMatchObject({ domainCode: 'PASSWORD_CHARACTER', params: { character: '+', allowed: '! % & @ # $ ^ * ? _ ~' } });
    expect((await office.first('ほたるのよるに')).code).toBe('PASSWORD_FULL_WIDTH');
    expect((await office.first('hotaru_no_yoru')).status).toBe(200);
    const own = (newPassword: string) =>
      rig.ask('identity.changePassword', { currentPassword: office.password, newPassword }, office.token);
    expect((await own('kawagiri no hashi')).code).toBe('PASSWORD_CHARACTER');
    expect((await own('kawagiri_no_hashi')).status).toBe(200);
    const open = await withMember();
    expect((await open.first('ほたる+のよるに (27)')).status).toBe(200);
  });

  test('ACC-25: classic takes thirty characters, and thirty-one are a clear refusal: nothing is cut', async () => {
    const office = await withMember();
    await chooseClassic(office);
    const thirty = 'aB3$xY7k_Q'.repeat(3);
    expect((await office.first(`${thirty}z`)).data).toMatchObject({ domainCode: 'PASSWORD_TOO_LONG', params: { most: 30 } });
    expect((await office.first(thirty)).status).toBe(200);
    expect((await login(office, 'ABC12', thirty)).status).toBe(200);
    expect((await login(office, 'ABC12', `${thirty}z`)).code).toBe('LOGIN_FAILED');
    expect((await login(office, 'ABC12', thirty.slice(0, 29))).code).toBe('LOGIN_FAILED');
  });

  test('oracle 53: Abcd!234 is taken where a password is chosen, Abcd+234 is refused for its sign', async () => {
    const office = await withMember();
    await chooseClassic(office);
    expect((await office.first('Abcd+234')).data).toMatchObject({ domainCode: 'PASSWORD_CHARACTER', params: { character: '+' } });
    expect((await office.first('Ａbcd!234')).code).toBe('PASSWORD_FULL_WIDTH');
    expect((await office.first('Abcd!234')).status).toBe(200);
    expect((await login(office, 'ABC12', 'Abcd!234')).status).toBe(200);
    expect((await login(office, 'ABC12', 'abcd!234')).code).toBe('LOGIN_FAILED');
  });

  test('ACC-24: a password chosen before the rule goes on working', async () => {
    const office = await withMember();
    await office.first('ほたるのよるに+9');
    await chooseClassic(office);
    expect((await login(office, 'ABC12', 'ほたるのよるに+9')).status).toBe(200);
  });
});
