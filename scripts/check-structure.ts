import { structureExamples } from './fixtures/structure.examples.ts';
import { type Finding, isCode, isMain, proveExamples, readTree, report, type SourceFile } from './checks/source-tree.ts';

/** Accepts only the folders, roles and names of the layout; a list beats a review comment. */
export const serverModules = [
  'audit',
  'organizations',
  'identity',
  'views',
  'members',
  'applications',
  'billing',
  'payments',
  'recurring',
  'documents',
  'dunning',
  'webhooks',
  'renewals',
  'mail',
  'notices',
  'events',
  'bookings',
  'loyalty',
  'reports',
  'support',
  'operations',
] as const;

// Beside the server's modules the contracts know what is seen live.
const capabilities = [...serverModules, 'live'].join('|');
// The client has pages for developers too: every part of the kit, the mailbox.
const features = `${capabilities}|dev`;
const paymentParts = 'inbox|charges|cards|payables|reconciliation|refunds|payouts|outbound|accounts|archive';
const noun = '[a-z][a-z0-9]*(?:-[a-z0-9]+)*';
const roles = 'router|routes|service|rules|repository|model|policy|jobs|public|handler|view|document|mail|factory|migration';
const tests = `(?:\\.db)?\\.test`;
const component = '[A-Z][A-Za-z0-9]*';

const places: readonly RegExp[] = [
  // shared
  new RegExp(`^shared/src/kernel/${noun}(?:\\.test)?\\.ts$`),
  new RegExp(`^shared/src/contracts/(?:(?:${capabilities})/)?${noun}\\.(?:contract|errors)(?:\\.test)?\\.ts$`),
  new RegExp(`^shared/src/queue/(?:${noun}\\.messages|catalogue|define-message)(?:\\.test)?\\.ts$`),
  new RegExp(`^shared/src/service/${noun}(?:${tests}|\\.contract\\.db\\.test)?\\.ts$`),
  // server
  /^(?:server|payments-service)\/src\/main\.ts$/,
  new RegExp(`^server/src/app/${noun}(?:\\.router)?(?:${tests})?\\.ts$`),
  new RegExp(`^server/src/platform/(?:${noun}/)?${noun}(?:${tests})?\\.ts$`),
  new RegExp(`^server/src/modules/(?:${serverModules.join('|')})/(?:${noun}/)?${noun}\\.(?:${roles})(?:${tests})?\\.ts$`),
  new RegExp(`^server/src/modules/(?:${serverModules.join('|')})/(?:${noun}/)?${noun}(?:\\.db)?\\.test\\.ts$`),
  // payments-service
  new RegExp(`^payments-service/src/(?:app|platform)/${noun}(?:${tests})?\\.ts$`),
  new RegExp(`^payments-service/src/(?:${paymentParts})/(?:${noun}/)?${noun}\\.(?:${roles})(?:${tests})?\\.ts$`),
  new RegExp(`^payments-service/src/(?:${paymentParts})/${noun}${tests}\\.ts$`),
  new RegExp(`^payments-service/src/connectors/(?:connector|registry|connector-suite|${noun})(?:${tests})?\\.ts$`),
  new RegExp(`^payments-service/src/connectors/bank-files/${noun}(?:\\.test)?\\.ts$`),
  new RegExp(`^payments-service/src/debits/${noun}\\.(?:${roles})(?:${tests})?\\.ts$`),
  new RegExp(`^payments-service/src/debits/${noun}${tests}\\.ts$`),
  new RegExp(`^payments-service/src/connectors/signatures/${noun}(?:\\.test)?\\.ts$`),
  new RegExp(
    `^payments-service/src/connectors/(?!signatures/)${noun}/(?:${noun}\\.connector|signature|parse|normalise|client|amounts|refunds|cards|settlements|chargebacks)(?:${tests})?\\.ts$`,
  ),
  new RegExp(`^payments-service/src/connectors/(?!signatures/)${noun}/fixtures/[a-z0-9.-]+/${noun}\\.(?:json|txt|ts)$`),
  new RegExp(`^payments-service/src/sandbox/(?:${noun}/)?${noun}(?:\\.(?:${roles}))?(?:${tests})?\\.ts$`),
  // client
  /^client\/(?:index\.html|vite\.config\.ts)$/,
  /^client\/src\/main\.tsx$/,
  new RegExp(`^client/src/(?:styles/)?${noun}\\.css$`),
  /^client\/src\/(?:vite-env|[a-z-]+)\.d\.ts$/,
  new RegExp(`^client/src/(?:app|components|lib)/(?:${noun}/)?(?:${noun}|${component})(?:\\.test)?\\.(?:tsx?|css|json)$`),
  new RegExp(`^client/src/lib/i18n/${noun}\\.(?:ja|en)\\.ts$`),
  new RegExp(`^client/src/app/${noun}\\.screen\\.tsx$`),
  new RegExp(
    `^client/src/features/(?:${features})/(?:(?:components|forms)/)?(?:api|(?:[a-z-]+-)?texts(?:\\.(?:ja|en))?|${noun}\\.(?:rules|view)|${component})(?:\\.test)?\\.tsx?$`,
  ),
  new RegExp(`^client/src/features/(?:${features})/${noun}\\.screen(?:\\.test)?\\.tsx$`),
  new RegExp(`^client/src/features/(?:${features})/${noun}\\.css$`),
  new RegExp(`^client/test/e2e/(?:${noun}/)?${noun}(?:\\.test)?\\.ts$`),
  // tests of whole stories, and what stands beside the sources
  new RegExp(`^(?:server|payments-service)/test/(?:(?:scenarios|security)/)?${noun}(?:\\.factory)?(?:${tests})?\\.ts$`),
  new RegExp(`^scripts/(?:${noun}/)*${noun}(?:\\.setup|\\.bench|\\.factory)?(?:${tests})?\\.(?:ts|mjs|json)$`),
];

/** Folders whose every file must have a place above. The rest (docs, configuration, assets) is free. */
const governed = /^(?:shared|server|payments-service|client)\/(?:src|test)\/|^scripts\//;
const freeAssets = /^(?:client\/public|server\/assets)\//;

const bannedWords = new Set(['index', 'util', 'utils', 'helper', 'helpers', 'common', 'manager', 'managers', 'misc', 'stuff']);
/** Empty only where they stand alone: membership-types names something. */
const bannedAlone = new Set(['types', 'constants', 'lib']);
const abbreviations = new Set(
  'svc repo repos ctrl cfg conf mgr msg msgs usr pwd btn ctx impl fn fns num str obj arr addr acct amt qty req res err tmp param params calc proc inv pmt txn idx lang'.split(
    ' ',
  ),
);
const versionFolder = /^v\d+$/;

function nameProblems(path: string): Finding[] {
  const findings: Finding[] = [];
  const inFixtures = /\/fixtures\//.test(path);
  const segments = path.split('/');
  segments.forEach((segment, place) => {
    const isFile = place === segments.length - 1;
    const stem = isFile ? segment.replace(/\..*$/, '') : segment;
    const words = stem.split('-').map((word) => word.toLowerCase());
    if (!inFixtures && !isFile && versionFolder.test(segment)) {
      findings.push({ path, rule: 'version-folder', message: 'a version is a field of the contract, not a folder' });
    }
    if (isFile && /^index\.tsx?$/.test(segment)) findings.push({ path, rule: 'barrel', message: 'import the file that has it' });
    else if (isFile && !isCode(path)) return;
    else if (words.some((word) => bannedWords.has(word)) || (isFile && bannedAlone.has(stem)))
      findings.push({ path, rule: 'empty-word', message: 'name what it is, not that it is useful' });
    else if (!inFixtures && words.some((word) => abbreviations.has(word)))
      findings.push({ path, rule: 'abbreviation', message: 'write the word out' });
  });
  return findings;
}

export function checkStructure(files: readonly SourceFile[]): Finding[] {
  const findings: Finding[] = [];
  for (const { path, text } of files) {
    if (!governed.test(path) || freeAssets.test(path)) continue;
    findings.push(...nameProblems(path));
    if (!places.some((place) => place.test(path))) {
      findings.push({ path, rule: 'place', message: 'no such role or folder in the layout' });
    }
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    if (isCode(path) && lines > 300) findings.push({ path, rule: 'length', message: `${lines} lines; past 300 it splits by noun` });
  }
  return findings;
}

if (isMain(import.meta.url)) {
  const files = readTree();
  report(
    [...proveExamples(structureExamples, checkStructure), ...checkStructure(files)],
    `${files.filter((file) => governed.test(file.path)).length} files in their places, ${structureExamples.length} examples`,
  );
}
