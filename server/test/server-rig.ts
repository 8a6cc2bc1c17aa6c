import { randomBytes, randomUUID } from 'node:crypto';
import { addDays, jstDateOf, startOfJstDate } from '@tsudoi/shared/kernel/jst';
import { moveSharedClock } from '@tsudoi/shared/service/clock';
import { type TestDatabase, testDatabase } from '@tsudoi/shared/service/test-database';
import { type ServerService, startServer } from '../src/app/service.ts';
import { readServerEnv } from '../src/platform/environment.ts';

/** Answers of any procedure, read by tests that check them value by value. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests read answers of every procedure, value by value
export type Loose = any;

export interface Answer {
  readonly status: number;
  readonly data: Loose;
  readonly code: string;
  /** What of the input is wrong. */
  readonly issues: readonly { readonly path: readonly (string | number)[]; readonly code: string }[];
  readonly body: string;
  readonly headers: Headers;
}

export interface Office {
  readonly slug: string;
  readonly email: string;
  readonly password: string;
  readonly token: string;
}

/** The server on a real port and a real database; everything is asked over HTTP, as a browser would. */
export interface ServerRig {
  readonly database: TestDatabase;
  readonly service: ServerService;
  readonly url: string;
  ask(procedure: string, input?: unknown, token?: string | null, headers?: Record<string, string>): Promise<Answer>;
  /** Like ask, but a refusal fails the test. */
  get(procedure: string, input?: unknown, token?: string | null): Promise<Loose>;
  mails(to: string): Promise<{ subject: string; text: string; link: string | null }[]>;
  signUp(name?: string): Promise<Office>;
  stop(): Promise<void>;
}

/** Longer than any file goes on. */
const beforeMidnightMs = 5 * 60_000;

/**
 * Shortly before midnight of Japan a server begins on the next day: what is asked for one day and looked at the next would be
 * something else, in a file that lasts over it.
 */
async function keepFromMidnight({ databases }: TestDatabase): Promise<void> {
  const now = new Date();
  const left = startOfJstDate(addDays(jstDateOf(now), 1)).getTime() - now.getTime();
  if (left < beforeMidnightMs) await moveSharedClock(databases.queue, left + 1000);
}

export async function startServerRig(env: Record<string, string> = {}, watched: 'watched' | 'plain' = 'plain'): Promise<ServerRig> {
  const database = await testDatabase(watched, 'emptied');
  await keepFromMidnight(database);
  const secret = () => randomBytes(24).toString('hex');
  const service = await startServer(
    readServerEnv({
      NODE_ENV: 'test',
      MONGODB_URI: database.uri,
      DATABASE_PREFIX: database.prefix,
      LOG_LEVEL: 'silent',
      SCHEDULER_LOOK_MS: '250',
      SERVICE_SECRET: secret(),
      JWT_SECRET: secret(),
      PASSWORD_PEPPER: secret(),
      BCRYPT_COST: '4',
      PORT: '0',
      PUBLIC_URL: 'http://127.0.0.1:4000',
      PAYMENTS_INTERNAL_URL: 'http://127.0.0.1:9',
      MAIL_DRIVER: 'mailbox',
      RATE_PER_SESSION: '1000000',
      RATE_PER_ADDRESS: '1000000',
      EVEN_ANSWER_MS: '0',
      ...env,
    }),
  );
  const url = `http://127.0.0.1:${service.port}`;
  const rig: ServerRig = {
    database,
    service,
    url,
    async ask(procedure, input, token = null, headers = {}) {
      const response = await fetch(`${url}/trpc/${procedure}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
        ...(input === undefined ? {} : { body: JSON.stringify(input) }),
      });
      const body = await response.text();
      const parsed = JSON.parse(body) as { result?: { data: unknown }; error?: { data: { domainCode: string; issues: Answer['issues'] } } };
      return {
        status: response.status,
        data: parsed.result?.data ?? parsed.error?.data,
        code: parsed.error?.data.domainCode ?? '',
        issues: parsed.error?.data.issues ?? [],
        body,
        headers: response.headers,
      };
    },
    async get(procedure, input, token = null) {
      const answer = await rig.ask(procedure, input, token);
      if (answer.status !== 200) throw new Error(`${procedure}: ${answer.status} ${answer.body}`);
      return answer.data;
    },
    async mails(to) {
      const { messages } = await rig.get('mail.mailbox', { to });
      return messages;
    },
    async signUp(name = '東雲学会') {
      const slug = `org-${randomUUID().slice(0, 8)}`;
      const email = `owner@${slug}.example`;
      const password = 'asagiri no mizuumi';
      const owner = { ownerFamilyName: '青木', ownerGivenName: '玲子', ownerFamilyNameKana: 'あおき', ownerGivenNameKana: 'れいこ' };
      await rig.get('organizations.signUp', { name, kind: 'society', slug, email, password, ...owner });
      const mail = await rig.service.platform.databases.server.collection<{ to: string; link: string }>('mails').findOne({ to: email });
      const { accessToken } = await rig.get('organizations.confirmSignUp', { token: tokenOf(mail!.link), password });
      return { slug, email, password, token: accessToken };
    },
    async stop() {
      await service.close();
      await database.drop();
    },
  };
  return rig;
}

export function tokenOf(link: string): string {
  return new URLSearchParams(new URL(link).hash.slice(1)).get('token') ?? '';
}

/** What a new member needs at least. */
export function memberFields(membershipTypeId: string, changes: Record<string, unknown> = {}) {
  return {
    familyName: '髙﨑',
    givenName: '春子',
    familyNameKana: 'タカサキ',
    givenNameKana: 'ハルコ',
    membershipTypeId,
    memberNumber: '',
    contactEmail: 'haruko@example.jp',
    phone: '',
    postalCode: '',
    address: '',
    affiliation: '',
    birthDate: '',
    joinedOn: '2020-04-01',
    memo: '',
    ...changes,
  };
}
