import ts from 'typescript';
import { sourceExamples } from './fixtures/source.examples.ts';
import { type Finding, isCode, isMain, isProduct, isTest, lineOf, parse, proveExamples, readTree, report, type SourceFile, visit } from './checks/source-tree.ts';

/** Rules about single lines that the linter cannot express: the clock, tenancy, unfinished work, words in the wrong place. */
const japanese = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]/;
const clock = 'shared/src/service/clock.ts';
const dataLayer = /\.(?:model|repository|migration)\.ts$|^(?:server|payments-service)\/src\/platform\/|^shared\/src\/service\//;
const wholeCollection = new Set(['estimatedDocumentCount', 'watch']);
// Put together from parts, so that this file does not find itself.
const unfinished = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\\b`);
const silenced = new RegExp(`@ts-(?:${'ig' + 'nore'}|${'no' + 'check'})|(?:es|ox)lint-${'dis' + 'able'}`);
const machine = new RegExp(`(?:^|[\\s'"\`(=:])/(?:${['wo' + 'rk', 'ho' + 'me', 'Us' + 'ers', 'ro' + 'ot'].join('|')})/[a-z]`);
const registryHost = new RegExp(`\\b${'regis' + 'try'}\\.[a-z]+js\\.org|\\bpypi\\.${'or' + 'g'}`);

function textFindings(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  file.text.split('\n').forEach((text, place) => {
    const at = { path: file.path, line: place + 1 };
    if (unfinished.test(text)) findings.push({ ...at, rule: 'unfinished', message: 'finish it or open an issue' });
    if (silenced.test(text)) findings.push({ ...at, rule: 'silenced', message: 'repair the cause; @ts-expect-error with a reason is for tests of types' });
    if (machine.test(text)) findings.push({ ...at, rule: 'machine-path', message: 'a path of one machine' });
    if (registryHost.test(text)) findings.push({ ...at, rule: 'registry-host', message: 'name the package, not where it came from' });
  });
  return findings;
}

const calledName = (call: ts.CallExpression): string => {
  if (ts.isPropertyAccessExpression(call.expression)) return call.expression.name.text;
  return ts.isIdentifier(call.expression) ? call.expression.text : '';
};

/** `it.skip(…)`, `describe.only(…)`, `test.todo(…)`, also behind `.each`. */
function isSkippedTest(node: ts.PropertyAccessExpression): boolean {
  if (!['skip', 'only', 'todo', 'fails'].includes(node.name.text)) return false;
  let head: ts.Expression = node.expression;
  while (ts.isPropertyAccessExpression(head)) head = head.expression;
  return ts.isIdentifier(head) && ['it', 'test', 'describe', 'suite', 'bench'].includes(head.text);
}

function namesAModel(node: ts.Expression): boolean {
  const last = ts.isPropertyAccessExpression(node) ? node.name.text : ts.isIdentifier(node) ? node.text : '';
  return /Model$|^[A-Z]/.test(last);
}

function codeFindings(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const source = parse(file);
  const product = isProduct(file.path);
  const data = dataLayer.test(file.path);
  const screen = file.path.startsWith('client/src/') && file.path.endsWith('.tsx') && !isTest(file.path);
  const say = (node: ts.Node, rule: string, message: string): void => void findings.push({ path: file.path, line: lineOf(source, node), rule, message });

  visit(source, (node) => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier) && node.moduleSpecifier.text === 'zod') {
      const bindings = node.importClause?.namedBindings;
      const takesZ = bindings !== undefined && ts.isNamedImports(bindings) && bindings.elements.some((element) => (element.propertyName ?? element.name).text === 'z');
      if (takesZ || node.importClause?.name) say(node, 'zod-import', "import * as z from 'zod': the other form drags every locale into the bundle");
    }
    if (product && file.path !== clock && ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Date' && (node.arguments?.length ?? 0) === 0) {
      say(node, 'clock', 'only the clock of shared/service tells the time');
    }
    if (isTest(file.path) && ts.isPropertyAccessExpression(node) && isSkippedTest(node)) say(node, 'skipped-test', 'a test that does not run proves nothing');
    if (product && !data && ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && wholeCollection.has(calledName(node))) {
      say(node, 'tenancy', `${calledName(node)} sees every organisation; only the data layer may`);
    }
    if (product && !data && ts.isPropertyAccessExpression(node)) {
      const name = node.name.text;
      const isCall = ts.isCallExpression(node.parent) && node.parent.expression === node;
      if (name === 'collection' && !isCall && namesAModel(node.expression)) say(node, 'tenancy', 'Model.collection goes around the tenant plugin');
      if (name === 'db' && /(?:^|\.)connection$/.test(node.expression.getText(source))) say(node, 'tenancy', 'connection.db goes around the tenant plugin');
    }
    if (screen && (ts.isStringLiteralLike(node) || ts.isJsxText(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) && japanese.test(node.text)) {
      say(node, 'words-in-screen', `「${node.text.trim().slice(0, 30)}」 belongs in a catalogue of texts`);
    }
  });
  return findings;
}

const isPlain = (path: string): boolean => /\.(?:tsx?|mjs|cjs|css|sh|ya?ml|svg)$/.test(path) || path === '.ci/run' || path === 'client/index.html';

export function checkSource(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => [...(isPlain(file.path) ? textFindings(file) : []), ...(isCode(file.path) ? codeFindings(file) : [])]);
}

if (isMain(import.meta.url)) {
  const files = readTree();
  report([...proveExamples(sourceExamples, checkSource), ...checkSource(files)], `${files.filter((file) => isPlain(file.path)).length} files read, ${sourceExamples.length} examples`);
}
