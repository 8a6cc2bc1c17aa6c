import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readServerEnv } from '../src/platform/environment.ts';
import { type ServerRig, startServerRig } from './server-rig.ts';

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://tsudoi.example',
  BCRYPT_COST: '10',
  MAIL_DRIVER: 'smtp',
  SMTP_URL: 'smtp://127.0.0.1:9',
  METRICS_PORT: '0',
};
let rig: ServerRig;
let pages: string;
beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), 'tsudoi-pages-'));
  await writeFile(join(pages, 'index.html'), '<!doctype html><title>Tsudoi</title>');
  rig = await startServerRig({ ...production, CLIENT_DIST: pages });
});
afterAll(async () => {
  await rig.stop();
  await rm(pages, { recursive: true, force: true });
});

describe('a server in production', () => {
  test('keeps its figures off the web port', async () => {
    expect(await (await fetch(`${rig.url}/metrics`)).text()).not.toContain('tsudoi_');
    const own = await fetch(`http://127.0.0.1:${rig.service.metricsPort}/metrics`);
    expect(await own.text()).toContain('tsudoi_request_seconds');
    expect((await fetch(`http://127.0.0.1:${rig.service.metricsPort}/`)).status).toBe(404);
  });

  test('has no pages of development', async () => {
    expect((await fetch(`${rig.url}/signup`)).status).toBe(200);
    for (const path of ['/dev/mailbox', '/dev/components']) expect((await fetch(`${rig.url}${path}`)).status, path).toBe(404);
    expect((await rig.ask('mail.mailbox', { to: '' })).status).toBe(404);
  });

  test('refuses the stand-in providers', () => {
    const secret = 's'.repeat(32);
    const env = {
      ...production,
      MONGODB_URI: 'mongodb://127.0.0.1',
      SERVICE_SECRET: secret,
      JWT_SECRET: secret,
      PASSWORD_PEPPER: secret,
      PORT: '0',
      PAYMENTS_INTERNAL_URL: 'http://127.0.0.1:9',
    };
    expect(readServerEnv(env).METRICS_PORT).toBe(0);
    expect(readServerEnv({ ...env, METRICS_PORT: '' }).METRICS_PORT).toBeUndefined();
    expect(() => readServerEnv({ ...env, SANDBOX_URL: 'http://127.0.0.1:4020' })).toThrow('SANDBOX_URL');
  });
});
