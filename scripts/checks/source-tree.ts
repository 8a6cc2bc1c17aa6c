import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Finding {
  readonly path: string;
  readonly line?: number;
  readonly rule: string;
  readonly message: string;
}

/** What a rule must say about a small example: the name of the rule it breaks, or null where it must stay silent. */
export interface Example {
  readonly breaks: string | null;
  readonly path: string;
  readonly text?: string;
}

export const root = join(import.meta.dirname, '..', '..');

// In a second worktree of a clone .git is a file that names a folder of this machine.
const skipped = new Set(['node_modules', 'dist', 'dist-types', '.data', '.git', 'coverage']);
// The examples that must fail stand beside the checks and would fail them.
const fixtures = 'scripts/fixtures/';

const isText = (name: string): boolean =>
  /\.(ts|tsx|mts|cts|js|mjs|cjs|json|css|html|yml|yaml|md|csv|sh|svg|txt)$|^[^.]+$|^\.[a-z]+$/.test(name);

/** Every file of the project that people write, fixtures of the checks apart. */
export function readTree(base: string = root): SourceFile[] {
  const files: SourceFile[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue;
      const full = join(folder, entry.name);
      if (entry.isDirectory()) {
        walk(full);
        continue;
      }
      // In a linked worktree `.git` is a file that names the machine's own folders.
      if (!entry.isFile() || entry.name === '.git') continue;
      const path = relative(base, full).split(sep).join('/');
      if (path.startsWith(fixtures)) continue;
      files.push({ path, text: isText(entry.name) ? readFileSync(full, 'utf8') : '' });
    }
  };
  walk(base);
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export const isCode = (path: string): boolean => /\.tsx?$/.test(path);
export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path) || /(^|\/)test\//.test(path);
/** Code that ships: the workspaces' own sources without tests, factories of test data included. */
export const isProduct = (path: string): boolean =>
  /^(shared|server|payments-service|client)\/src\//.test(path) && isCode(path) && !isTest(path);

export function parse(file: SourceFile): ts.SourceFile {
  return ts.createSourceFile(
    file.path,
    file.text,
    ts.ScriptTarget.ES2023,
    true,
    file.path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
}

export function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}

export const lineOf = (source: ts.SourceFile, node: ts.Node): number =>
  source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;

/** Prints what was found and sets the exit code; the last line says how much was looked at. */
export function report(findings: readonly Finding[], summary: string): void {
  for (const { path, line, rule, message } of findings) process.stdout.write(`${path}${line ? `:${line}` : ''}  ${rule}: ${message}\n`);
  process.stdout.write(findings.length === 0 ? `${summary}\n` : `${findings.length} found; ${summary}\n`);
  if (findings.length > 0) process.exitCode = 1;
}

/** Runs the examples of a check; a rule that no longer catches its own example is itself a finding. */
export function proveExamples(examples: readonly Example[], check: (files: readonly SourceFile[]) => readonly Finding[]): Finding[] {
  const missed: Finding[] = [];
  for (const example of examples) {
    const rules = new Set(check([{ path: example.path, text: example.text ?? '' }]).map((finding) => finding.rule));
    const right = example.breaks === null ? rules.size === 0 : rules.has(example.breaks);
    if (!right) {
      const wanted = example.breaks ?? 'nothing';
      missed.push({ path: example.path, rule: 'fixture', message: `should break ${wanted}, broke ${[...rules].join(', ') || 'nothing'}` });
    }
  }
  return missed;
}

export const isMain = (url: string): boolean => process.argv[1] !== undefined && url === new URL(`file://${process.argv[1]}`).href;
