import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { checkContrast } from './check-contrast.ts';
import { checkDatabase } from './check-database.ts';
import { checkPackages } from './check-packages.ts';
import { checkSource } from './check-source.ts';
import { checkStructure } from './check-structure.ts';
import { checkTexts } from './check-texts.ts';
import { brokenBy, laws } from './checks/import-laws.ts';
import { gates, runGates } from './checks/gates.ts';
import { type Example, type Finding, root, type SourceFile } from './checks/source-tree.ts';
import { contrastExamples } from './fixtures/contrast.examples.ts';
import { databaseExamples } from './fixtures/database.examples.ts';
import { lintExamples } from './fixtures/lint.examples.ts';
import { packageExamples } from './fixtures/packages.examples.ts';
import { sourceExamples } from './fixtures/source.examples.ts';
import { structureExamples } from './fixtures/structure.examples.ts';
import { textExamples } from './fixtures/texts.examples.ts';
import { typeExamples } from './fixtures/types.examples.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tsudoi-gates-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

function write(folder: string, files: Readonly<Record<string, string>>): string {
  const base = join(scratch, folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
  return base;
}

function node(args: readonly string[], cwd: string): { code: number; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  return { code: status ?? 1, output: stdout + stderr };
}

interface OwnGate {
  readonly name: string;
  readonly check: (files: readonly SourceFile[]) => readonly Finding[];
  readonly examples: readonly Example[];
  /** Where the names of its rules stand. */
  readonly sources: readonly string[];
}

const ownGates: readonly OwnGate[] = [
  { name: 'structure', check: checkStructure, examples: structureExamples, sources: ['check-structure.ts'] },
  { name: 'source', check: checkSource, examples: sourceExamples, sources: ['check-source.ts', 'checks/code-rules.ts'] },
  { name: 'database', check: checkDatabase, examples: databaseExamples, sources: ['check-database.ts'] },
  { name: 'texts', check: checkTexts, examples: textExamples, sources: ['check-texts.ts'] },
  { name: 'contrast', check: checkContrast, examples: contrastExamples, sources: ['check-contrast.ts'] },
  { name: 'packages', check: checkPackages, examples: packageExamples, sources: ['check-packages.ts'] },
];

describe.each(ownGates)('gate $name', ({ name, check, examples, sources }) => {
  it.each(examples.map((example, place) => ({ ...example, place })))('example $place: $path breaks $breaks', ({ breaks, path, text }) => {
    const rules = check([{ path, text: text ?? '' }]).map((finding) => finding.rule);
    if (breaks === null) expect(rules).toEqual([]);
    else expect(rules).toContain(breaks);
  });

  it('has an example that must fail for every rule it knows', () => {
    const known = sources.flatMap((path) =>
      [...read(join('scripts', path)).matchAll(/(?:rule: |say\([^;]*?, )'([a-z]+(?:-[a-z]+)*)'/g)].map((match) => match[1]),
    );
    expect(known.length).toBeGreaterThan(0);
    const shown = new Set(examples.map((example) => example.breaks));
    expect(known.filter((rule) => !shown.has(rule ?? ''))).toEqual([]);
  });

  it('is one of the gates that `npm run check` runs', () => {
    expect(gates.find((gate) => gate.name === name)?.args.at(-1)).toBe(join('scripts', sources[0]!));
  });
});

describe('gate architecture', () => {
  it.each(laws.forbidden)('$name is broken by its own fixture', async ({ name }) => {
    expect(await brokenBy(name)).toContain(name);
  });
});

describe('gate lint', () => {
  // The configuration of the project on a folder of its own, where nothing is left out.
  const { ignorePatterns: _left, ...config } = JSON.parse(read('.oxlintrc.json')) as {
    ignorePatterns: unknown;
    rules: Record<string, unknown>;
  };
  const fileOf = (place: number): string => lintExamples[place]?.path ?? `server/example-${place}.ts`;
  const folder = write('lint', {
    '.oxlintrc.json': JSON.stringify(config),
    'tsconfig.json': JSON.stringify({
      compilerOptions: { strict: true, jsx: 'react-jsx', module: 'nodenext', allowImportingTsExtensions: true, noEmit: true },
    }),
    'package.json': '{ "type": "module" }',
    ...Object.fromEntries(lintExamples.map(({ text }, place) => [fileOf(place), `${text}\n`])),
  });
  const { code, output } = node([join(root, 'node_modules', 'oxlint', 'bin', 'oxlint'), '--type-aware', '--format=unix', '.'], folder);

  it('exits with an error', () => expect(code).not.toBe(0));

  it.each(lintExamples.map(({ rule }, place) => ({ rule, file: fileOf(place) })))('$rule is reported in $file', ({ rule, file }) => {
    const lines = output.split('\n').filter((line) => line.includes(`${file}:`));
    expect(lines.join('\n')).toContain(`(${rule})`);
  });

  it('has an example for every rule the configuration names', () => {
    const named = Object.entries(config.rules).filter(([, level]) => level !== 'off');
    const shown = new Set(lintExamples.map(({ rule }) => rule));
    expect(named.map(([rule]) => rule.replace(/^.*\//, '')).filter((rule) => !shown.has(rule))).toEqual([]);
  });
});

describe('gate types', () => {
  const base = ts.parseConfigFileTextToJson('tsconfig.base.json', read('tsconfig.base.json')).config as {
    compilerOptions: Record<string, unknown>;
  };
  const folder = write('types', {
    'package.json': '{ "type": "module" }',
    ...Object.fromEntries(typeExamples.map(({ text }, place) => [`example-${place}.ts`, text])),
  });
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...base.compilerOptions, composite: false, incremental: false, noEmit: true },
    root,
  );
  const program = ts.createProgram(
    typeExamples.map((_, place) => join(folder, `example-${place}.ts`)),
    { ...options, typeRoots: [join(root, 'node_modules', '@types')] },
  );
  const found = ts.getPreEmitDiagnostics(program);

  it.each(typeExamples.map((example, place) => ({ ...example, place })))('$option gives error $code', ({ code, place }) => {
    const codes = found.filter(({ file }) => file?.fileName.endsWith(`example-${place}.ts`)).map((diagnostic) => diagnostic.code);
    expect(codes).toContain(code);
  });
});

describe('gate dead-code', () => {
  const { code, output } = node(
    [join(root, 'node_modules', 'knip', 'bin', 'knip.js'), '--no-progress'],
    join(root, 'scripts', 'fixtures', 'dead-code'),
  );

  it.each([
    ['a file nobody imports', 'unused-file.ts'],
    ['an export nobody imports', 'unusedExport'],
    ['a type nobody imports', 'UnusedType'],
    ['a dependency nobody imports', 'never-imported'],
    ['an import that no manifest lists', 'not-in-the-manifest'],
  ])('reports %s', (_what, name) => {
    expect(code).toBe(1);
    expect(output).toContain(name);
  });
});

describe('gate format', () => {
  const folder = write('format', { '.oxfmtrc.json': read('.oxfmtrc.json') });
  copyFileSync(join(root, 'scripts', 'fixtures', 'format', 'unformatted.ts'), join(folder, 'unformatted.ts'));
  const program = join(root, 'node_modules', 'oxfmt', 'bin', 'oxfmt');

  it('reports a file that is not formatted, and is silent once it is', () => {
    const before = node([program, '--check', 'unformatted.ts'], folder);
    expect(before).toMatchObject({ code: 1 });
    expect(before.output).toContain('unformatted.ts');
    node([program, 'unformatted.ts'], folder);
    expect(node([program, '--check', 'unformatted.ts'], folder).code).toBe(0);
  });
});

describe('all gates together', () => {
  const good = { name: 'good', args: ['-e', ''] };
  const bad = { name: 'bad', args: ['-e', 'console.log("bill.ts  place: wrong"); process.exit(3)'] };

  it('passes only when each passes, and prints what the failing ones said', async () => {
    const said: string[] = [];
    expect(await runGates([good], () => undefined)).toBe(0);
    expect(await runGates([good, bad, good], (text) => said.push(text))).toBe(1);
    expect(said.join('')).toContain('bill.ts  place: wrong');
    expect(said.join('')).toContain('1 of 3 gates failed: bad');
  });

  it('counts a gate that was killed as failed', async () => {
    expect(await runGates([{ name: 'killed', args: ['-e', 'process.kill(process.pid, "SIGKILL")'] }], () => undefined)).toBe(1);
  });
});
