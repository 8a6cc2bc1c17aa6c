import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenBy, cruiseTree, fixtures, laws, workspaces } from './checks/import-laws.ts';
import { type Finding, isCode, isMain, readTree, report, root } from './checks/source-tree.ts';

/**
 * The import laws over the whole tree. A cruiser that goes blind (a wrong resolver, a compiler it cannot read) passes every
 * rule, so every source file must be seen, not fewer modules than were recorded, and each rule must fail on its fixture.
 */
const recordFile = join(root, 'scripts', 'fixtures', 'arch-modules.json');

async function proveRules(): Promise<Finding[]> {
  const findings: Finding[] = [];
  const proven = new Set(existsSync(fixtures) ? readdirSync(fixtures) : []);
  for (const { name } of laws.forbidden) {
    const path = `scripts/fixtures/arch/${name}`;
    if (!proven.delete(name)) {
      findings.push({ path, rule: 'fixture', message: 'the rule has no fixture that must fail' });
      continue;
    }
    const broken = await brokenBy(name);
    if (!broken.includes(name)) {
      findings.push({ path, rule: 'fixture', message: `should break ${name}, broke ${broken.join(', ') || 'nothing'}` });
    }
  }
  for (const name of proven) findings.push({ path: `scripts/fixtures/arch/${name}`, rule: 'fixture', message: 'no rule of this name' });
  return findings;
}

function blindSpots(seen: ReadonlySet<string>): Finding[] {
  const own = readTree().filter(({ path }) => isCode(path) && !path.endsWith('.d.ts') && workspaces.includes(path.split('/')[0] ?? ''));
  return own
    .filter(({ path }) => !seen.has(path))
    .map(({ path }) => ({ path, rule: 'blind', message: 'the file was not seen by the cruiser' }));
}

if (isMain(import.meta.url)) {
  const result = await cruiseTree(root);
  const findings: Finding[] = result.summary.violations.map(({ from, to, rule, cycle }) => ({
    path: from,
    rule: rule.name,
    message: cycle && cycle.length > 0 ? `→ ${cycle.map((step) => (typeof step === 'string' ? step : step.name)).join(' → ')}` : `→ ${to}`,
  }));
  const modules = new Set(result.modules.map((module) => module.source));
  const own = [...modules].filter((path) => workspaces.includes(path.split('/')[0] ?? '') && isCode(path)).length;
  const recorded = (JSON.parse(readFileSync(recordFile, 'utf8')) as { modules: number }).modules;
  if (own < recorded) {
    const message = `${own} modules seen, ${recorded} recorded; when files were deleted on purpose, lower the number by hand`;
    findings.push({ path: 'scripts/fixtures/arch-modules.json', rule: 'modules', message });
  }
  if (own > recorded && process.argv.includes('--record')) writeFileSync(recordFile, `${JSON.stringify({ modules: own })}\n`);
  report(
    [...findings, ...blindSpots(modules), ...(await proveRules())],
    `${own} modules (${recorded} recorded), ${laws.forbidden.length} rules proven`,
  );
}
