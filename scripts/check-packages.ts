import { packageExamples } from './fixtures/packages.examples.ts';
import { type Finding, isMain, proveExamples, readTree, report, type SourceFile } from './checks/source-tree.ts';

/** Exact versions, no addresses in the lock file, one database driver, three tRPC packages of one version. */
const exact = /^(?:npm:[@\w./-]+@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/;
const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'overrides'] as const;
const manifest = /^(?:[a-z-]+\/)?package\.json$/;

type Versions = Partial<Record<(typeof kinds)[number], Record<string, unknown>>>;

const json = <T>(file: SourceFile): T | null => {
  try {
    return JSON.parse(file.text) as T;
  } catch {
    return null;
  }
};

function manifestFindings(file: SourceFile, trpc: Map<string, string>): Finding[] {
  const parsed = json<Versions>(file);
  if (!parsed) return [{ path: file.path, rule: 'unreadable', message: 'not JSON' }];
  const findings: Finding[] = [];
  for (const kind of kinds) {
    for (const [name, version] of Object.entries(parsed[kind] ?? {})) {
      if (typeof version !== 'string') continue;
      if (!exact.test(version)) findings.push({ path: file.path, rule: 'not-exact', message: `${name} ${version}` });
      if (name.startsWith('@trpc/')) trpc.set(`${file.path} ${name}`, version);
    }
  }
  return findings;
}

function lockFindings(file: SourceFile): Finding[] {
  const lock = json<{ packages?: Record<string, { resolved?: string; version?: string; link?: boolean }> }>(file);
  if (!lock?.packages) return [{ path: file.path, rule: 'unreadable', message: 'not a lock file' }];
  const findings: Finding[] = [];
  const drivers = new Set<string>();
  for (const [name, entry] of Object.entries(lock.packages)) {
    if (entry.resolved && /^(?:https?|git|ssh)/.test(entry.resolved))
      findings.push({ path: file.path, rule: 'resolved', message: `${name} names where it came from; .npmrc leaves that out` });
    if (/(?:^|\/)node_modules\/mongodb$/.test(name) && entry.version) drivers.add(entry.version);
  }
  if (drivers.size > 1)
    findings.push({ path: file.path, rule: 'drivers', message: `more than one mongodb driver: ${[...drivers].join(', ')}` });
  return findings;
}

export function checkPackages(files: readonly SourceFile[]): Finding[] {
  const trpc = new Map<string, string>();
  const findings = files.flatMap((file) => {
    if (file.path === 'package-lock.json') return lockFindings(file);
    return manifest.test(file.path) ? manifestFindings(file, trpc) : [];
  });
  if (new Set(trpc.values()).size > 1)
    findings.push({
      path: 'package.json',
      rule: 'trpc',
      message: `one version for all: ${[...trpc].map(([name, version]) => `${name} ${version}`).join(', ')}`,
    });
  return findings;
}

if (isMain(import.meta.url)) {
  const files = readTree();
  report(
    [...proveExamples(packageExamples, checkPackages), ...checkPackages(files)],
    `${files.filter(({ path }) => manifest.test(path)).length} manifests and the lock file, ${packageExamples.length} examples`,
  );
}
