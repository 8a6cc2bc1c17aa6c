import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addOperator } from './operator.factory.ts';
import { type ServerRig, startServerRig, tokenOf } from './server-rig.ts';

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://tsudoi.example',
  BCRYPT_COST: '10',
  MAIL_DRIVER: 'smtp',
  SMTP_URL: 'smtp://127.0.0.1:9',
  METRICS_PORT: '0',
  SIGNUP_REVIEW: '1',
};
let rig: ServerRig;
let pages: string;
beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'tsudoi-pages-'));
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>Tsudoi</title>');
  rig = await startServerRig({ ...production, CLIENT_DIST: pages });
});
let ended: Promise<void> | undefined;
const end = () => (ended ??= rig.stop());
afterAll(async () => {
  await end();
  await rm(pages, { recursive: true, force: true });
});

describe('a server in production', () => {
  test('keeps its figures off the web port', async () => {
    expect(await (await fetch(`${rig.url}/metrics`)).text()).not.toContain('tsudoi_');
    const own = await fetch(`http://127.0.0.1:${rig.service.metricsPort}/metrics`);
    expect(await own.text()).toMatch(/^tsudoi_oldest_pending_seconds\{store="mails",service="server"\} [\d.]+$/m);
    expect((await fetch(`http://127.0.0.1:${rig.service.metricsPort}/`)).status).toBe(404);
  });

  test('tells how long answers took, by places of its own and never by what somebody typed', async () => {
    for (const path of [
      '/trpc/billing.items',
      '/trpc/billing.hanako',
      '/trpc/billing.items,members.counts?batch=1',
      '/documents/receipts/hanako.pdf',
      '/hanako',
    ])
      await fetch(`${rig.url}${path}`, {
        method: path.startsWith('/trpc') ? 'POST' : 'GET',
        headers: { 'content-type': 'application/json' },
      });
    // An answer is counted behind its last byte, which may be a while on a busy machine.
    const counted = { timeout: 10_000 };
    await vi.waitFor(async () => {
      const text = await (await fetch(`http://127.0.0.1:${rig.service.metricsPort}/metrics`)).text();
      for (const place of [
        'trpc billing.items",status="401',
        'trpc",status="404',
        'trpc",status="401',
        '/documents/receipts/:file",status="401',
        'pages",status="200',
      ])
        expect(text).toMatch(new RegExp(`^tsudoi_request_seconds_count\\{service="server",route="${place}"\\} [1-9]\\d*$`, 'm'));
      expect(text).not.toContain('hanako');
    }, counted);
  });

  test('has no pages of development', async () => {
    expect((await fetch(`${rig.url}/signup`)).status).toBe(200);
    for (const path of ['/dev/mailbox', '/dev/components']) expect((await fetch(`${rig.url}${path}`)).status, path).toBe(404);
    expect((await rig.ask('mail.mailbox', { to: '' })).status).toBe(404);
  });

  test('TEN-01, domain.md 3.1: where sign-ups are reviewed the operator lets an organisation in, or turns it down with a reason', async () => {
    const password = 'asagiri no mizuumi';
    const owner = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'あおき', ownerGivenNameKana: 'れいこ' };
    const mails = rig.database.databases.server.collection<{ to: string; purpose: string; link: string | null; text: string }>('mails');
    const apply = async (slug: string) => {
      const email = `owner@${slug}.example`;
      await rig.get('organizations.signUp', { name: '東雲学会', kind: 'society', slug, email, password, ...owner });
      const { link } = (await mails.findOne({ to: email, purpose: 'owner_verify' }))!;
      const confirmed = await rig.get('organizations.confirmSignUp', { token: tokenOf(link!), password });
      expect(confirmed).toEqual({ outcome: 'reviewing', slug });
    };
    const logIn = (slug: string) => rig.ask('identity.adminLogin', { org: slug, email: `owner@${slug}.example`, password });
    const told = (slug: string) => mails.find({ to: `owner@${slug}.example`, purpose: 'sign_up_review' }).toArray();
    await apply('let-in');
    await apply('turned-down');
    expect((await logIn('let-in')).code).toBe('LOGIN_FAILED');
    expect((await rig.ask('operations.approveSignUp', { slug: 'let-in' })).code).toBe('UNAUTHENTICATED');

    const { headers } = await addOperator(rig, 'mori');
    const asOperator = (name: string, input?: unknown) => rig.ask(`operations.${name}`, input, null, headers);
    const waiting = async () => (await asOperator('signUps')).data.map(({ slug }: { slug: string }) => slug);
    expect(await waiting()).toEqual(['let-in', 'turned-down']);
    const both = await Promise.all([asOperator('approveSignUp', { slug: 'let-in' }), asOperator('approveSignUp', { slug: 'let-in' })]);
    expect(both.map(({ code }) => code).toSorted()).toEqual(['', 'INVALID_TRANSITION']);
    expect((await asOperator('rejectSignUp', { slug: 'turned-down', reason: ' ' })).code).toBe('INVALID_INPUT');
    expect((await asOperator('rejectSignUp', { slug: 'turned-down', reason: '同じ団体の申し込みがすでにあります。' })).status).toBe(200);
    expect((await asOperator('approveSignUp', { slug: 'turned-down' })).code).toBe('INVALID_TRANSITION');
    expect((await asOperator('approveSignUp', { slug: 'of-nobody' })).code).toBe('NOT_FOUND');
    expect(await waiting()).toEqual([]);

    const { accessToken } = (await logIn('let-in')).data;
    expect(await rig.get('billing.items', undefined, accessToken)).toMatchObject([{ name: '年会費' }]);
    const log = (await rig.get('audit.list', {}, accessToken)).rows as { action: string; actorName: string }[];
    expect(log.find(({ action }) => action === 'organization.active')).toMatchObject({ actorName: 'mori' });
    expect(await told('let-in')).toMatchObject([{ link: 'https://tsudoi.example/let-in/admin' }]);
    expect((await logIn('turned-down')).code).toBe('LOGIN_FAILED');
    expect(await told('turned-down')).toMatchObject([
      { link: null, text: expect.stringContaining('理由：同じ団体の申し込みがすでにあります。') },
    ]);
  });

  test('G22: ends both of its ports at once, so that a slow request on one leaves time to the other', async () => {
    const [slow, metrics] = [new URL(rig.url), `http://127.0.0.1:${rig.service.metricsPort}/livez`];
    const held = connect(Number(slow.port), slow.hostname);
    await once(held, 'connect');
    // Begun and not finished: this port waits for it.
    held.write('POST /trpc/billing.items HTTP/1.1\r\nhost: tsudoi.example\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{');
    expect((await fetch(metrics)).status).toBe(200);
    let closed = false;
    const closing = end().then(() => (closed = true));
    await vi.waitFor(() => expect(fetch(metrics)).rejects.toThrow('fetch failed'), { timeout: 3000 });
    expect(closed).toBe(false);
    held.destroy();
    await closing;
  });
});
