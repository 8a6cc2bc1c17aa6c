import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepDatabase } from './database/kept-database.ts';
import { dataDirectory } from './demo/demo-session.ts';
import { pointStandInAt, seedDemo } from './seed.ts';
import { watchAncestor } from './stack/ancestor.ts';
import { ensureClientBuild } from './stack/client-build.ts';
import { freePortFrom } from './stack/ports.ts';
import { takePlace } from './stack/single-start.ts';
import { type StackSecrets, drawSecrets, startStack } from './stack/stack.ts';

/** `npm start`: everything on this machine, nothing configured. Ctrl-C ends all of it; the data stays. */
const root = join(import.meta.dirname, '..');
const data = dataDirectory();
const development = process.argv.includes('--dev');
const say = (line: string) => void process.stdout.write(`${line}\n`);
await mkdir(data, { recursive: true });

const place = takePlace(data);
if (place.other !== null) {
  say(place.other ? `Tsudoi はすでに動いています: ${place.other}` : 'Tsudoi はすでに起動中です。');
  process.exit(1);
}

const ends: (() => Promise<void>)[] = [];
let ending: Promise<void> | null = null;
function end(code: number): Promise<void> {
  ending ??= (async () => {
    for (const step of ends.reverse()) await step().catch((error: unknown) => say(String(error)));
    place.leave();
    process.exit(code);
  })();
  return ending;
}
process.on('SIGINT', () => void end(0));
process.on('SIGTERM', () => void end(0));
process.on('SIGHUP', () => void end(0));
watchAncestor(() => void end(0));

async function keptSecrets(): Promise<StackSecrets> {
  const path = join(data, 'secrets.json');
  if (!existsSync(path)) await writeFile(path, JSON.stringify(drawSecrets()), { mode: 0o600 });
  return JSON.parse(await readFile(path, 'utf8')) as StackSecrets;
}

async function choosePorts() {
  const taken = new Set<number>();
  const next = async (wanted: number) => {
    const port = await freePortFrom(wanted, taken);
    taken.add(port);
    return port;
  };
  return {
    web: await next(Number(process.env['PORT'] ?? 4000)),
    payments: await next(4010),
    internal: await next(4011),
    sandbox: await next(4020),
    pages: development ? await next(5173) : 0,
  };
}

async function run(): Promise<void> {
  const clientDist = join(data, 'client');
  const pages = development ? Promise.resolve() : ensureClientBuild(clientDist);
  pages.catch(() => undefined);
  const database = await keepDatabase(
    { mode: 'kept', directory: join(data, 'database'), dataDirectory: data },
    {
      say,
      giveUp: (reason) => {
        process.stderr.write(`\n${reason}\n\n`);
        void end(1);
      },
    },
  );
  ends.push(() => database.stop());
  say(`データベース: ${database.label}`);
  const prefix = process.env['DATABASE_PREFIX'] ?? 'tsudoi';
  const { pages: pagesPort, ...ports } = await choosePorts();
  const runtime = { mongodbUri: database.uri, databasePrefix: prefix, web: `http://127.0.0.1:${development ? pagesPort : ports.web}` };
  await writeFile(join(data, 'runtime.json'), JSON.stringify(runtime), { mode: 0o600 });
  const quiet = process.env['LOG_LEVEL'] === undefined;
  const stack = await startStack({
    databaseUri: database.uri,
    prefix,
    nodeEnv: 'development',
    ports,
    secrets: await keptSecrets(),
    clientDist,
    ...(development ? { publicUrl: `http://127.0.0.1:${pagesPort}` } : {}),
    logLevel: process.env['LOG_LEVEL'] ?? 'warn',
    onLine: (service, line) => {
      if (!quiet || !line.startsWith('{')) say(`[${service}] ${line}`);
      else if (/"level":(50|60)/.test(line)) say(`[${service}] ${line}`);
    },
  });
  ends.push(() => stack.stop());
  const server = `http://127.0.0.1:${ports.web}`;
  await pointStandInAt(database.uri, prefix, stack.payments);
  await pages;
  if (development) {
    const vite = spawn(
      process.execPath,
      [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), '--host', '127.0.0.1', '--port', String(pagesPort), '--strictPort'],
      {
        cwd: join(root, 'client'),
        env: { ...process.env, SERVER_URL: server },
        // vite ends when its standard input closes, as our own services do.
        stdio: ['pipe', 'inherit', 'inherit'],
      },
    );
    ends.push(async () => void vite.kill('SIGTERM'));
  }
  const demo = await seedDemo({
    api: server,
    web: stack.web,
    payments: stack.payments,
    sandbox: stack.sandbox,
    mongodbUri: database.uri,
    prefix,
    dataDirectory: data,
    say,
  });
  place.announce(stack.web);
  say(`
Tsudoi（集い）が動いています。止めるときは Ctrl-C を押してください。

  最初のページ      ${stack.web}/
  管理画面          ${stack.web}/${demo.orgSlug}/admin
    見本の事務局    ${demo.logins.owner.email} ／ ${demo.logins.owner.password}
  マイページ        ${stack.web}/${demo.orgSlug}
    見本の会員      ${demo.logins.member.loginId} ／ ${demo.logins.member.password}
  メール（開発用）  ${demo.mailbox}
  お試しのレジ      ${demo.sandbox}/counter
`);
}

run().catch(async (error: unknown) => {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n\n`);
  await end(1);
});
