import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { root } from '../checks/source-tree.ts';

/** What an image holds, without Docker: the context that `.dockerignore` lets through, and the Dockerfile's own line run in it. */
const run = promisify(execFile);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const dockerfile = read('Dockerfile');
const workspaces = ['shared', 'server', 'payments-service', 'client'];
let context: string;

/** One pattern of `.dockerignore`, which leaves out a path and all below it. */
function pattern(line: string): RegExp {
  const escaped = line.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('**/', '\0').replaceAll('*', '[^/]*').replaceAll('\0', '(?:.*/)?')}(?:/|$)`);
}

/** The packages of this machine, and in `@tsudoi` the workspaces of the context, as an installation there would link them. */
async function linkPackages(): Promise<void> {
  const packages = join(context, 'node_modules');
  await mkdir(join(packages, '@tsudoi'), { recursive: true });
  for (const name of await readdir(join(root, 'node_modules')))
    if (name !== '@tsudoi') await symlink(join(root, 'node_modules', name), join(packages, name));
  for (const name of workspaces) {
    await symlink(join(context, name), join(packages, '@tsudoi', name));
    const own = join(root, name, 'node_modules');
    if (existsSync(own)) await symlink(own, join(context, name, 'node_modules'));
  }
}

beforeAll(async () => {
  context = await mkdtemp(join(tmpdir(), 'tsudoi-context-'));
  const ignored = read('.dockerignore')
    .split('\n')
    .filter((line) => line && !line.startsWith('#'))
    .map(pattern);
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) => match[1]!.split(' '));
  for (const source of new Set(copied)) {
    const filter = (path: string) => !ignored.some((expression) => expression.test(relative(root, path)));
    if (filter(join(root, source))) await cp(join(root, source), join(context, source), { recursive: true, filter });
  }
  await linkPackages();
  const line = /^RUN (node .+?) \\$/m.exec(dockerfile)![1]!;
  await run('sh', ['-c', line], { cwd: context });
}, 60_000);
afterAll(() => rm(context, { recursive: true, force: true }));

// Whole services are started here.
describe('what an image is built from', { timeout: 60_000 }, () => {
  it('is enough for every file that an image starts, and has no test in it', async () => {
    const { services } = parseYaml(read('docker-compose.yml'), { merge: true }) as { services: Record<string, { entrypoint?: string[] }> };
    const started = [...dockerfile.matchAll(/^CMD \[.*"(\S+)"\]$/gm)].map((match) => match[1]!);
    const entries = [...started, ...(services['tools']?.entrypoint ?? []).slice(-1)];
    expect(entries.toSorted()).toEqual(['payments-service/dist/main.mjs', 'server/dist/main.mjs', 'server/dist/tools.mjs']);
    for (const entry of entries) expect(existsSync(join(context, entry)), entry).toBe(true);
    expect(existsSync(join(context, 'server/dist/drawing.handler.mjs'))).toBe(true);
    expect(existsSync(join(context, 'server/test'))).toBe(false);
  });

  it('has services that name what their environment lacks', async () => {
    const refusals = ['server', 'payments-service'].map((name) => {
      const refused = run(process.execPath, [`${name}/dist/main.mjs`], { cwd: context, env: { NODE_ENV: 'production' } });
      return expect(refused).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/MONGODB_URI[^]*SERVICE_SECRET/) });
    });
    await Promise.all(refusals);
  });

  it('has the operator’s commands, each as npm runs it in a clone', async () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const source = read('scripts/deployment/tools.ts');
    const commands = [...source.matchAll(/'([\w:]+)': \{ words: \[(?:'(\w+)')?\], run: \(\) => import\('\.\.\/([\w-]+)\.ts'\)/g)];
    expect(commands.map(([, name]) => name)).toEqual(expect.arrayContaining(['operator:create', 'verify:ledger']));
    for (const [, name, word, file] of commands)
      expect(scripts[name!]).toBe(`node --import tsx --conditions=tsudoi scripts/${file}.ts${word ? ` ${word}` : ''}`);
    const tools = (...args: string[]) => run(process.execPath, ['server/dist/tools.mjs', ...args], { cwd: context, env: {} });
    await Promise.all([
      expect(tools('start')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('operator:create, ') }),
      // It has got as far as looking for its database.
      expect(tools('operator:create', 'mori', '森 千尋')).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining('MONGODB_URI'),
      }),
    ]);
  });
});
