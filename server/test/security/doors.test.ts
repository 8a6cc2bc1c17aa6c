import { request as httpRequest } from 'node:http';
import { hash as bcryptHash } from 'bcrypt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rootRouter } from '../../src/app/root.router.ts';
import { passwordDigest, verifyPassword } from '../../src/modules/identity/password.service.ts';
import { type Loose, type ServerRig, startServerRig } from '../server-rig.ts';
import { type Side, makeSide } from '../side.factory.ts';
import { shapeOf } from './sample-input.ts';

let rig: ServerRig;
let ours: Side;
beforeAll(async () => {
  rig = await startServerRig({ TRUST_PROXY_HOPS: '1' });
  ours = await makeSide(rig, '白鳥');
});
afterAll(() => rig.stop());

const withInput = Object.entries(rootRouter._def.procedures)
  .map(([path, procedure]) => ({ path, inputs: (procedure as unknown as { _def: { inputs: readonly unknown[] } })._def.inputs }))
  .filter(({ inputs: schemas }) => schemas.length > 0);

describe('at the doors', () => {
  /** `fetch` does not let the Host header be chosen. */
  function sendAs(headers: Record<string, string>, procedure: string, input: unknown): Promise<number> {
    const { port } = new URL(rig.url);
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: `/trpc/${procedure}`,
          headers: { 'content-type': 'application/json', ...headers },
        },
        (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode ?? 0));
        },
      );
      sent.on('error', reject);
      sent.end(JSON.stringify(input));
    });
  }

  test('T40: whatever host a request names, the links of its mails lead to us', async () => {
    const { PUBLIC_URL } = rig.service.platform.env;
    const office = await rig.signUp();
    const links = async () =>
      (await rig.mails(office.email)).flatMap(({ link, text }) => [link ?? '', ...(text.match(/https?:\/\/[^\s#]+/g) ?? [])]);
    const reset = { audience: 'admin', org: office.slug, login: office.email };
    const forgeries: Record<string, string>[] = [
      { host: 'evil.example' },
      { host: 'evil.example:443', 'x-forwarded-host': 'evil.example' },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '1' },
      { forwarded: 'host=evil.example;proto=https', 'x-original-host': 'evil.example', 'x-host': 'evil.example' },
    ];
    for (const forged of forgeries) expect([200, 403]).toContain(await sendAs(forged, 'identity.requestPasswordReset', reset));
    const all = (await links()).filter((link) => link !== '');
    expect(all.length).toBeGreaterThanOrEqual(3);
    for (const link of all) expect(link.startsWith(PUBLIC_URL), link).toBe(true);
    expect(all.join()).not.toContain('evil');
  });

  test('T39: no procedure that takes what a link carries answers to a look: a GET is refused before anything is read', async () => {
    const takers = withInput.filter(({ inputs: schemas }) => Object.keys(shapeOf(schemas[0]).properties ?? {}).includes('token'));
    expect(takers.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['identity.resetPassword', 'identity.confirmEmailChange', 'applications.submit', 'identity.acceptInvitation']),
    );
    for (const { path } of takers)
      for (const method of ['GET', 'HEAD'])
        expect((await fetch(`${rig.url}/trpc/${path}?input=${encodeURIComponent('{"token":"x"}')}`, { method })).status, path).toBe(405);
  });

  test('T34: sign-up, forgotten passwords, codes, IDs and applications answer alike for who is there and who is not; the mail tells the rest', async () => {
    const { slug } = ours.ids;
    const told = ({ status, body }: { status: number; body: string }) => [status, body.replace(/"requestNumber":"\w*"/, '')];
    const member = (await rig.get('members.get', { memberId: ours.ids['memberId'] }, ours.owner)) as Loose;
    const known = member.contactEmail as string;
    expect(known).toContain('@');
    const nobody = 'nobody-here@example.jp';
    let hosts = 0;
    const from = () => {
      hosts += 1;
      return { 'x-forwarded-for': `10.9.0.${hosts}` };
    };
    const doors: Record<string, (email: string) => ReturnType<ServerRig['ask']>> = {
      'forgotten by a member': (login) => rig.ask('identity.requestPasswordReset', { audience: 'my', org: slug, login }, null, from()),
      'forgotten in the office': (login) => rig.ask('identity.requestPasswordReset', { audience: 'admin', org: slug, login }, null, from()),
      'a code': (email) => rig.ask('identity.askForCode', { org: slug, email }, null, from()),
    };
    const officeEmail = (await rig.get('identity.users', undefined, ours.owner))[0].email as string;
    for (const [name, door] of Object.entries(doors)) {
      const present = name.includes('office') ? officeEmail : known;
      expect(told(await door(present)), name).toEqual(told(await door(nobody)));
    }
    // A new organisation by somebody who has one already, and by somebody who has none.
    const owner = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'あおき', ownerGivenNameKana: 'れいこ' };
    const signUp = (email: string, at: string) =>
      rig.ask(
        'organizations.signUp',
        { name: '東雲学会', kind: 'society', slug: at, email, password: 'asagiri no mizuumi', ...owner },
        null,
        from(),
      );
    const bare = ({ status, body }: { status: number; body: string }) => [
      status,
      body.replaceAll(/"requestNumber":"\w*"|t34-\w+|[\w.-]+@[\w.-]+/g, ''),
    ];
    expect(bare(await signUp(officeEmail, 't34-known'))).toEqual(bare(await signUp(nobody, 't34-free')));
  });

  test('T44: of two hundred passwords at the same moment two are hashed, fifty wait, and the others are told to come back', async () => {
    const { platform } = rig.service;
    const kept = await bcryptHash(passwordDigest('right right right', platform.env.PASSWORD_PEPPER), 4);
    const answers = await Promise.allSettled(Array.from({ length: 200 }, () => verifyPassword(platform, 'right right right', kept)));
    const compared = answers.filter(({ status }) => status === 'fulfilled');
    expect(compared).toHaveLength(52);
    for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    // The queue is empty again: nobody is kept out by what is over.
    expect(await verifyPassword(platform, 'right right right', kept)).toBe(true);
  });

  test('T44: while logins stand in line, other pages are served', async () => {
    const dear = await startServerRig({ BCRYPT_COST: '11', TRUST_PROXY_HOPS: '1' });
    try {
      const office = await dear.signUp();
      let open = 0;
      const login = async (index: number) => {
        open += 1;
        const from = { 'x-forwarded-for': `10.8.${index >> 8}.${index & 255}` };
        const answer = await dear.ask(
          'identity.memberLogin',
          { org: office.slug, login: `nobody${index}`, password: 'guess guess guess' },
          null,
          from,
        );
        open -= 1;
        return answer;
      };
      const line = Array.from({ length: 120 }, (_, index) => login(index));
      // Served while the line is there, all twenty of them.
      for (let page = 0; page < 20; page += 1) {
        expect((await dear.ask('organizations.publicProfile', { slug: office.slug })).status).toBe(200);
        expect(open, 'logins were still in line').toBeGreaterThan(0);
      }
      const codes = new Set((await Promise.all(line)).map(({ status, code }) => `${status} ${code}`));
      expect(
        [...codes].every((told) => ['401 LOGIN_FAILED', '429 TOO_MANY_REQUESTS', '429 LOGIN_DELAYED'].includes(told)),
        [...codes].join(),
      ).toBe(true);
      expect(codes).toContain('429 TOO_MANY_REQUESTS');
    } finally {
      await dear.stop();
    }
  });
});
