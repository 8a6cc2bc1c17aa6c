import ts from 'typescript';
import { type Finding, isProduct, isTest, lineOf, parse, type SourceFile, visit } from './source-tree.ts';

/** Rules of the design about single expressions that the linter cannot say: clock, tenancy, contracts, tests, words on screens. */
const japanese = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]/;
const clock = 'shared/src/service/clock.ts';
const dataLayer = /\.(?:model|repository|migration)\.ts$|^(?:server|payments-service)\/src\/platform\/|^shared\/src\/service\//;
const wholeCollection = new Set(['estimatedDocumentCount', 'watch']);
const otherTenantWords = new Set(['tenantId', 'organizationId', 'organisationId', 'orgID']);

/** Repository functions and files that see more than one organisation, each with its reason; all others take the scope. */
const acrossOrganisations: Readonly<Record<string, string>> = {
  keepTextsAnew: 'a migration: own texts of everybody are made anew',
  'server/src/modules/mail/mail.repository.ts': 'the sender works through the rows of all organisations',
  'server/src/modules/organizations/organization.repository.ts': 'the organisation is the tenant itself',
  membersWithChange: 'the nightly job turns over every status that begins today, each under its own scope',
  allProofRules: 'the job of yearly proofs turns over the types that ask for one, each under its own scope',
  filesSince: 'the sweep deletes files that are on no record any more, each under its own scope',
  filesOnNoRecord: 'the sweep lets go of files whose record is gone or does not name them, each under its own scope',
  abandonedImports: 'imports that a killed process left behind; each is taken up under its own scope',
  abandonedDunningJobs: 'rounds of reminders that a killed process left behind; each is taken up under its own scope',
  automaticOrganizations: 'the daily round looks for those who asked for one, each under its own scope',
  organizationsWithMoney: 'the daily summing up goes through all of them, each under its own scope (T27)',
  discardedBookExports: 'files of journals that were discarded half; each is freed under its own scope',
  expiredListExports: 'the sweep deletes files of lists whose day is over, each under its own scope',
  rowsOfAll: 'the sealer of the audit log gives every organisation its own chain',
  sweptUntil: 'how far the sealer has looked, in no organisation',
  markSwept: 'how far the sealer has looked, in no organisation',
  newestRecoveries: 'the list of the operator, who works for every organisation',
  openRecoveries: 'the job of the operator; each is carried on under its own scope',
  recoveryById: 'an operator names it by its id alone',
  findOperator: 'people of the operator belong to no organisation',
  findBySetup: 'people of the operator belong to no organisation',
  offerSetup: 'people of the operator belong to no organisation',
  keepPending: 'people of the operator belong to no organisation',
  finishSetup: 'people of the operator belong to no organisation',
  takeOperatorStep: 'people of the operator belong to no organisation',
  markEnded: 'people of the operator belong to no organisation',
  insertOperatorSession: 'sessions of the operator belong to no organisation',
  findOperatorSession: 'sessions of the operator belong to no organisation',
  findOperatorSessionByHash: 'sessions of the operator belong to no organisation',
  rotateOperatorSession: 'sessions of the operator belong to no organisation',
  revokeOperatorSessions: 'sessions of the operator belong to no organisation',
  submittedScreenings: 'the list of the operator, who works for every organisation',
  screeningById: 'an operator names it by its id alone',
  screeningWithFile: 'an operator names a document by its id alone',
  approvedScreenings: 'the job that brings methods live; each under its own scope',
  applicationsThatPayAhead: 'the job that admits who has paid; each under its own scope',
  formsOfNobody: 'the sweep deletes signed forms whose person is gone, each under its own scope',
  paperFilesBefore: 'the sweep deletes papers that no signed form names, each under its own scope',
  claimDeliveries: 'the sender of messages to other systems works through those of all organisations',
  deleteDeliveriesBefore: 'the sweep forgets what was told long ago, of whatever organisation',
  organizationsToRenew: 'the daily round looks for those who have or had terms, each under its own scope',
  organizationsTold: 'the round of overdue bills looks for those who asked for it, each under its own scope',
  dueCollections: 'the job charges cards for all organisations, each bill under its own scope',
  duePlans: 'the job makes the bills of plans whose day has come, each under its own scope',
  everyWish: 'the hourly look for whoever chose a card for their dues, each under its own scope',
  everyPlan: 'the job looks for who has left or is to be told of another amount, each under its own scope',
  abandonedRuns: 'runs that a killed process left behind; each is taken up under its own scope',
};

type Say = (node: ts.Node, rule: string, message: string) => void;
type Rule = (node: ts.Node, say: Say, source: ts.SourceFile) => void;

const calledName = (call: ts.CallExpression): string => {
  if (ts.isPropertyAccessExpression(call.expression)) return call.expression.name.text;
  return ts.isIdentifier(call.expression) ? call.expression.text : '';
};

const zodImport: Rule = (node, say) => {
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier) || node.moduleSpecifier.text !== 'zod') return;
  const bindings = node.importClause?.namedBindings;
  const takesZ =
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.some((element) => (element.propertyName ?? element.name).text === 'z');
  if (takesZ || node.importClause?.name)
    say(node, 'zod-import', "import * as z from 'zod': the other form drags every locale into the bundle");
};

const onlyTheClock: Rule = (node, say) => {
  const isNow = ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Date';
  if (isNow && (node.arguments?.length ?? 0) === 0) say(node, 'clock', 'only the clock of shared/service tells the time');
};

const oneTenantWord: Rule = (node, say) => {
  if (ts.isIdentifier(node) && otherTenantWords.has(node.text)) say(node, 'org-id', 'the organisation is orgId everywhere');
};

/** `it.skip(…)`, `describe.only(…)`, `test.todo(…)`, also behind `.each`; `runIf(…)` where it asks for more than the system. */
const noSkippedTest: Rule = (node, say, source) => {
  if (!ts.isPropertyAccessExpression(node)) return;
  const conditional = ['runIf', 'skipIf'].includes(node.name.text);
  if (!conditional && !['skip', 'only', 'todo', 'fails'].includes(node.name.text)) return;
  let head: ts.Expression = node.expression;
  while (ts.isPropertyAccessExpression(head)) head = head.expression;
  const isTestCall = ts.isIdentifier(head) && ['it', 'test', 'describe', 'suite', 'bench'].includes(head.text);
  const asks = ts.isCallExpression(node.parent) ? node.parent.arguments.map((argument) => argument.getText(source)).join() : '';
  // What is not on a machine can be installed there; what its system cannot do is another matter.
  if (!isTestCall || (conditional && /^!?windows$|^process\.platform\b/.test(asks))) return;
  say(node, 'skipped-test', 'a test that does not run proves nothing');
};

const noModuleMock: Rule = (node, say) => {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
  const { expression, name } = node.expression;
  const isMock = ts.isIdentifier(expression) && expression.text === 'vi' && ['mock', 'doMock', 'hoisted'].includes(name.text);
  if (isMock) say(node, 'module-mock', 'fake only what is not ours, and pass it in: a replaced module proves nothing about the real one');
};

function namesAModel(node: ts.Expression): boolean {
  const last = ts.isPropertyAccessExpression(node) ? node.name.text : ts.isIdentifier(node) ? node.text : '';
  return /Model$|^[A-Z]/.test(last);
}

const insideTheTenant: Rule = (node, say, source) => {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && wholeCollection.has(calledName(node))) {
    say(node, 'tenancy', `${calledName(node)} sees every organisation; only the data layer may`);
  }
  if (!ts.isPropertyAccessExpression(node)) return;
  const isCall = ts.isCallExpression(node.parent) && node.parent.expression === node;
  if (node.name.text === 'collection' && !isCall && namesAModel(node.expression)) {
    say(node, 'tenancy', 'Model.collection goes around the tenant plugin');
  }
  if (node.name.text === 'db' && /(?:^|\.)connection$/.test(node.expression.getText(source))) {
    say(node, 'tenancy', 'connection.db goes around the tenant plugin');
  }
};

const wordsInCatalogue: Rule = (node, say) => {
  const isText = ts.isStringLiteralLike(node) || ts.isJsxText(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
  if (isText && japanese.test(node.text)) {
    say(node, 'words-in-screen', `「${node.text.trim().slice(0, 30)}」 belongs in a catalogue of texts`);
  }
};

/** `if (…) throw …` authorises, `if (…) ctx.…` fills in the answer's headers; both belong to a router. */
function isGuard(node: ts.IfStatement): boolean {
  if (node.elseStatement) return false;
  if (ts.isThrowStatement(node.thenStatement)) return true;
  const call = ts.isExpressionStatement(node.thenStatement) ? node.thenStatement.expression : undefined;
  return (
    call !== undefined &&
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    call.expression.expression.getText() === 'ctx'
  );
}

const routerDelegates: Rule = (node, say) => {
  if (ts.isIfStatement(node) && isGuard(node)) return;
  if (ts.isIfStatement(node) || ts.isSwitchStatement(node) || ts.isIterationStatement(node, false)) {
    say(node, 'router-logic', 'a router parses, authorises, delegates: what decides stands in a service or in rules');
  }
};

const rulesArePure: Rule = (node, say) => {
  const waits =
    ts.isAwaitExpression(node) ||
    (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.AsyncKeyword));
  if (waits) say(node, 'rules-async', 'rules decide at once from what they are given');
};

const takesScope: Rule = (node, say, source) => {
  if (!ts.isFunctionDeclaration(node) || !node.name || !ts.getModifiers(node)?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword))
    return;
  const name = node.name.text;
  if (name in acrossOrganisations || /^create\w*Indexes$/.test(name)) return;
  const firstTwo = node.parameters.slice(0, 2).map((parameter) => parameter.type?.getText(source) ?? '');
  if (!firstTwo.some((type) => /\b(?:OrgScope|SystemScope)\b/.test(type))) {
    say(node, 'repository-scope', `${name} takes no OrgScope in front: it would see every organisation`);
  }
};

/** The calls hung on an expression: `z.string().trim().max(3)` → string, trim, max. */
function chainFrom(call: ts.CallExpression): string[] {
  const names: string[] = [];
  let at: ts.Node = call;
  while (ts.isPropertyAccessExpression(at.parent) && ts.isCallExpression(at.parent.parent)) {
    names.push(at.parent.name.text);
    at = at.parent.parent;
  }
  return names;
}

const caps: Readonly<Record<string, readonly string[]>> = { string: ['max', 'length', 'regex'], array: ['max', 'length'] };

/** What comes in from outside: strict objects, and every text and list with a cap. */
const strictInputs: Rule = (declaration, say) => {
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name) || !declaration.name.text.endsWith('Input')) return;
  const initializer = declaration.initializer;
  if (!initializer) return;
  visit(initializer, (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const { expression, name } = node.expression;
    if (!ts.isIdentifier(expression) || expression.text !== 'z') return;
    if (['object', 'looseObject'].includes(name.text)) say(node, 'input-strict', 'inputs are z.strictObject: an unknown field is an error');
    const ends = caps[name.text];
    if (ends && !chainFrom(node).some((call) => ends.includes(call))) {
      say(node, 'input-cap', `z.${name.text}() of an input has no end: add ${ends.join(' or ')}`);
    }
  });
};

/** Vite's DEV is false in everything built, `npm start` included, and what another flag means is decided elsewhere. */
const oneBuildFlag: Rule = (node, say, source) => {
  if (!ts.isPropertyAccessExpression(node) || node.expression.getText(source) !== 'import.meta.env') return;
  if (node.name.text !== 'DEVELOPMENT') say(node, 'build-flag', 'pages ask import.meta.env.DEVELOPMENT and nothing else of the build');
};

const isNever = (type: ts.TypeNode): boolean =>
  type.kind === ts.SyntaxKind.NeverKeyword || (ts.isArrayTypeNode(type) && isNever(type.elementType));

/**
 * A cast to never fits everywhere, so it hides that a member's id stands where a bill's is wanted. What an address says becomes an
 * id in lib/route-ids; props and functions carry ids as such; `defaults` of a form may be empty where the schema may not.
 */
const noCastToNever: Rule = (node, say) => {
  if (ts.isAssertionExpression(node) && isNever(node.type))
    say(node, 'cast-to-never', 'fits everywhere and says nothing: give the value the type that is wanted there');
};

function rulesFor(path: string): Rule[] {
  const rules: Rule[] = [zodImport, oneTenantWord];
  const product = isProduct(path);
  if (isTest(path)) rules.push(noSkippedTest, noModuleMock);
  if (product && path !== clock) rules.push(onlyTheClock);
  if (product && !dataLayer.test(path)) rules.push(insideTheTenant);
  if (path.startsWith('client/src/') && path.endsWith('.tsx') && !isTest(path)) rules.push(wordsInCatalogue);
  if (path.startsWith('client/src/')) rules.push(oneBuildFlag, noCastToNever);
  if (product && path.startsWith('server/src/modules/') && path.endsWith('.router.ts')) rules.push(routerDelegates);
  if (product && path.endsWith('.rules.ts')) rules.push(rulesArePure);
  if (product && /^server\/src\/modules\/.*\.repository\.ts$/.test(path) && !(path in acrossOrganisations)) rules.push(takesScope);
  if (product && path.endsWith('.contract.ts')) rules.push(strictInputs);
  return rules;
}

export function codeFindings(file: SourceFile): Finding[] {
  const findings: Finding[] = [];
  const source = parse(file);
  const rules = rulesFor(file.path);
  const say: Say = (node, rule, message) => void findings.push({ path: file.path, line: lineOf(source, node), rule, message });
  visit(source, (node) => rules.forEach((rule) => rule(node, say, source)));
  return findings;
}
