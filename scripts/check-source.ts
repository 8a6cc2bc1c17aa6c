import { codeFindings } from './checks/code-rules.ts';
import { type Finding, isCode, isMain, proveExamples, readTree, report, type SourceFile } from './checks/source-tree.ts';
import { sourceExamples } from './fixtures/source.examples.ts';

/** Rules the linter cannot express, over lines (unfinished work, silenced checks, addresses) and over code (checks/code-rules.ts). */
// Put together from parts, so that this file does not find itself.
const unfinished = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);
const silenced = new RegExp(`@ts-(?:${'ig' + 'nore'}|${'no' + 'check'})|(?:es|ox)lint-${'dis' + 'able'}`);
// One rule, one line, and why: the one form in which the linter may be contradicted.
const contradicted = new RegExp(`oxlint-${'dis' + 'able'}-next-line [a-z-]+/[a-z-]+ -- \\S.{10,}`);
const machine = new RegExp(`(?:^|[\\s'"\`(=:])/(?:${['wo' + 'rk', 'ho' + 'me', 'Us' + 'ers', 'ro' + 'ot'].join('|')})/[a-z]`);
const registryHost = new RegExp(`\\b${'regis' + 'try'}\\.[a-z]+js\\.org|\\bpypi\\.${'or' + 'g'}|\\bpythonhosted\\.${'or' + 'g'}`);

/** What people write and a machine reads: no unfinished work in it. */
const isWritten = (path: string): boolean =>
  /\.(?:tsx?|mjs|cjs|css|sh|ya?ml|svg)$/.test(path) || path === '.ci/run' || path === 'client/index.html';
/** Everything with text in it; the lock file has a gate of its own. */
const isRead = (path: string): boolean => path !== 'package-lock.json';

function lineFindings(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const written = isWritten(file.path);
  file.text.split('\n').forEach((text, place) => {
    const at = { path: file.path, line: place + 1 };
    if (written && unfinished.test(text)) findings.push({ ...at, rule: 'unfinished', message: 'finish it or open an issue' });
    if (written && silenced.test(text) && !contradicted.test(text)) {
      findings.push({
        ...at,
        rule: 'silenced',
        message: 'repair the cause, or contradict one rule on one line with ` -- ` and the reason',
      });
    }
    if (machine.test(text)) findings.push({ ...at, rule: 'machine-path', message: 'a path of one machine' });
    if (registryHost.test(text)) findings.push({ ...at, rule: 'registry-host', message: 'name the package, not where it came from' });
  });
  return findings;
}

export function checkSource(files: readonly SourceFile[]): Finding[] {
  return files
    .filter(({ path }) => isRead(path))
    .flatMap((file) => [...lineFindings(file), ...(isCode(file.path) ? codeFindings(file) : [])]);
}

if (isMain(import.meta.url)) {
  const files = readTree();
  report(
    [...proveExamples(sourceExamples, checkSource), ...checkSource(files)],
    `${files.filter((file) => isWritten(file.path)).length} sources, ${files.length} files read, ${sourceExamples.length} examples`,
  );
}
