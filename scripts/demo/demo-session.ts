import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** What `npm start` leaves for those who try the product from outside. */
export const DemoFile = z.object({
  web: z.url(),
  payments: z.url(),
  mailbox: z.url(),
  sandbox: z.url(),
  orgSlug: z.string(),
  logins: z.object({
    owner: z.object({ email: z.string(), password: z.string() }),
    member: z.object({ loginId: z.string(), password: z.string() }),
  }),
  providerAccounts: z.array(z.object({ provider: z.string(), accountId: z.string(), callbackUrl: z.string(), secret: z.string() })),
});
export type DemoFile = z.output<typeof DemoFile>;

/** What whoever runs a demo command did wrong; told in one line. */
export class DemoRefusal extends Error {}

/** Runs a demo command: what went wrong is one clear line and exit code 2, never a stack trace. */
export async function runDemo(command: () => Promise<void>): Promise<void> {
  try {
    if (process.env['NODE_ENV'] === 'production')
      throw new DemoRefusal('The demo commands pay with stand-in money and refuse to run in production.');
    await command();
  } catch (error) {
    process.stderr.write(`${reasonOf(error)}\n`);
    process.exit(2);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('; ');
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  const text = error instanceof Error ? error.message + cause : String(error);
  // parseArgs explains at length; its first sentence names the option.
  return (/^Unknown option '[^']+'/.exec(text)?.[0] ?? text).replaceAll(/\s*\n\s*/g, ' ');
}

export function dataDirectory(): string {
  return process.env['TSUDOI_DATA_DIR'] ?? join(import.meta.dirname, '..', '..', '.data');
}

/** @throws Error that says what to do when the product is not running. */
export async function readDemoFile(): Promise<DemoFile> {
  const path = join(dataDirectory(), 'demo.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw new Error('There is no .data/demo.json yet: run `npm start` in another window and wait for the addresses.');
  return DemoFile.parse(JSON.parse(text));
}

export interface DemoCaller {
  call(procedure: string, input: unknown): Promise<unknown>;
}

/** Calls the public tRPC interface as anybody could: POST with JSON, the token in the Authorization header. */
export function demoCaller(web: string, token: string | null, headers: Readonly<Record<string, string>> = {}): DemoCaller {
  return {
    async call(procedure, input) {
      const response = await fetch(`${web}/trpc/${procedure}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
        body: JSON.stringify(input),
        signal: AbortSignal.timeout(30_000),
      });
      const body = (await response.json()) as {
        result?: { data: unknown };
        error?: { data?: { domainCode?: string; requestNumber?: string } };
      };
      if (!response.ok || !body.result) {
        throw new Error(
          `${procedure} answered ${response.status} ${body.error?.data?.domainCode ?? ''} (${body.error?.data?.requestNumber ?? ''})`,
        );
      }
      return body.result.data;
    },
  };
}

const Grant = z.looseObject({ accessToken: z.string() });

export async function signInAsOwner(demo: DemoFile): Promise<DemoCaller> {
  const grant = Grant.parse(await demoCaller(demo.web, null).call('identity.adminLogin', { org: demo.orgSlug, ...demo.logins.owner }));
  return demoCaller(demo.web, grant.accessToken);
}

export async function signInAsMember(demo: DemoFile): Promise<DemoCaller> {
  const { loginId, password } = demo.logins.member;
  const grant = Grant.parse(await demoCaller(demo.web, null).call('identity.memberLogin', { org: demo.orgSlug, login: loginId, password }));
  return demoCaller(demo.web, grant.accessToken);
}
