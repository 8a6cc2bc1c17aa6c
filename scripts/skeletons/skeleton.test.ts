import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { checkDatabase } from '../check-database.ts';
import { checkSource } from '../check-source.ts';
import { checkStructure } from '../check-structure.ts';
import { cruiseTree } from '../checks/import-laws.ts';
import { readTree, root } from '../checks/source-tree.ts';
import { connectorSkeleton } from './connector-skeleton.ts';
import { moduleSkeleton } from './module-skeleton.ts';
import { type Skeleton, wordsFrom, writeSkeleton } from './skeleton.ts';

// Inside the project, so that packages are found where they are installed.
mkdirSync(join(root, '.data'), { recursive: true });
const scratch = mkdtempSync(join(root, '.data', 'skeleton-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** An empty project that holds only what the skeletons lean on. */
function written(name: string, ...skeletons: readonly Skeleton[]): string {
  const base = join(scratch, name);
  for (const path of [
    'package.json',
    // What the skeleton puts a line into, of a workspace it does not lean on.
    'client/src/lib/audit/action-texts.ts',
    ...['shared', 'server', 'payments-service'].flatMap((name) => [`${name}/package.json`, `${name}/src`]),
  ]) {
    mkdirSync(join(base, dirname(path)), { recursive: true });
    cpSync(join(root, path), join(base, path), { recursive: true });
  }
  mkdirSync(join(base, 'node_modules', '@tsudoi'), { recursive: true });
  symlinkSync(join(base, 'shared'), join(base, 'node_modules', '@tsudoi', 'shared'));
  for (const skeleton of skeletons) writeSkeleton(base, skeleton);
  return base;
}

/** Errors in the new files when they stand beside the others; what is wrong elsewhere is not asked about. */
function typeErrors(base: string, paths: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, composite: false, incremental: false, noEmit: true },
    root,
  );
  const program = ts.createProgram(
    paths.map((path) => join(base, path)),
    options,
  );
  return paths.flatMap((path) => {
    const source = program.getSourceFile(join(base, path));
    if (!source) return [`${path} was not compiled`];
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}

const skeletons = [
  { name: 'a module', skeleton: moduleSkeleton('notices', 'notice', '2026-11-24') },
  { name: 'a module with a two-word noun', skeleton: moduleSkeleton('events', 'seminar-entry', '2026-11-24') },
  { name: 'a connector', skeleton: connectorSkeleton('sample-pay') },
];

// All in one project: following its imports takes most of the time.
const base = written('together', ...skeletons.map(({ skeleton }) => skeleton));
const tree = readTree(base);
const cruised = cruiseTree(base);

describe.each(skeletons)('skeleton of $name', ({ skeleton }) => {
  const paths = Object.keys(skeleton.files);
  const files = tree.filter(({ path }) => paths.includes(path));

  it('is written', () => expect(files).toHaveLength(paths.length));
  it('passes the structure gate', () => expect(checkStructure(files)).toEqual([]));
  it('passes the source gate', () => expect(checkSource(files)).toEqual([]));
  it('passes the database gate', () => expect(checkDatabase(files)).toEqual([]));
  it('passes the types', () => expect(typeErrors(base, paths)).toEqual([]), 60_000);
  it('passes the import laws', async () => {
    const { summary } = await cruised;
    const own = summary.violations.filter(({ from }) => paths.includes(from));
    expect(own.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    // A laden machine took 214 seconds for what an idle one does in thirty.
  }, 300_000);
});

describe('a new connector', () => {
  it('is one folder, one line of the registry and one of the sandbox, and the shared suite runs over it', () => {
    const skeleton = connectorSkeleton('other-pay');
    const base = written('suite', skeleton);
    expect(new Set(skeleton.insertions.map(({ path }) => path))).toEqual(
      new Set(['payments-service/src/connectors/registry.ts', 'payments-service/src/sandbox/stand-ins.ts']),
    );
    expect(readFileSync(join(base, 'payments-service/src/connectors/registry.ts'), 'utf8')).toContain('  otherPay,');
    expect(readFileSync(join(base, 'payments-service/src/sandbox/stand-ins.ts'), 'utf8')).toContain('  otherPayStandIn,');
    const source = { conditions: ['tsudoi'] };
    const config = { resolve: source, ssr: { resolve: source }, test: { include: ['payments-service/src/connectors/**/*.test.ts'] } };
    writeFileSync(join(base, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};`);
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const run = spawnSync(process.execPath, [vitest, 'run', '--root', base, '--reporter=json', 'connector-suite', 'other-pay'], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', TZ: 'America/New_York' },
    });
    const { testResults, success } = JSON.parse(run.stdout.slice(run.stdout.indexOf('{'))) as {
      success: boolean;
      testResults: { assertionResults: { ancestorTitles: string[]; title: string; status: string }[] }[];
    };
    const own = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ ancestorTitles }) => ancestorTitles.includes('connector other-pay'));
    expect(own.map(({ title }) => title)).toContainEqual(expect.stringContaining('provider case 39'));
    expect(own.filter(({ status }) => status !== 'passed').map(({ title }) => title)).toEqual([]);
    expect(success, run.stderr).toBe(true);
  }, 120_000);
});

describe('a new module', () => {
  it('is registered where modules are composed', () => {
    const base = written('registered', moduleSkeleton('notices', 'notice', '2026-11-24'));
    expect(readFileSync(join(base, 'server/src/app/root.router.ts'), 'utf8')).toContain('  notices: noticesRouter,');
    expect(readFileSync(join(base, 'server/src/app/migrations.ts'), 'utf8')).toContain('  ...notices,');
    expect(readFileSync(join(base, 'shared/src/kernel/ids.ts'), 'utf8')).toContain('export const newNoticeId');
  });

  it('needs a place in the declared order', () => {
    expect(() => moduleSkeleton('invoices', 'invoice', '2026-11-24')).toThrow('no place in the order');
  });

  it('never overwrites, and then changes nothing at all', () => {
    const skeleton = moduleSkeleton('notices', 'notice', '2026-11-24');
    const base = written('twice', skeleton);
    const before = readFileSync(join(base, 'server/src/app/root.router.ts'), 'utf8');
    expect(() => writeSkeleton(base, skeleton)).toThrow('exists already');
    expect(readFileSync(join(base, 'server/src/app/root.router.ts'), 'utf8')).toBe(before);
  });
});

describe('names', () => {
  it.each(['Notice', 'notice_board', '../notice', 'notice--board', ''])('refuses %j', (name) => {
    expect(() => wordsFrom('notices', name)).toThrow('names are lower case');
  });
});
