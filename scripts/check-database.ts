import ts from 'typescript';
import { databaseExamples } from './fixtures/database.examples.ts';
import {
  type Finding,
  isCode,
  isMain,
  isProduct,
  lineOf,
  parse,
  proveExamples,
  readTree,
  report,
  type SourceFile,
  visit,
} from './checks/source-tree.ts';

/**
 * Keeps to what MongoDB and the embedded engine both do: there a path through an array inside an expression is silently
 * missing, and a sum over it is 0. Array fields come from this list and from every document type of a model or repository.
 */
const knownArrays = [
  'lines',
  'parts',
  'payables',
  'allocations',
  'entries',
  'statusEntries',
  'rows',
  'events',
  'tokens',
  'recipients',
  'attachments',
  'grams',
  'tags',
];
// Put together from parts, so that this file does not find itself.
const errorWords = new RegExp(`E11${'000'}|Write${'Conflict'}|duplicate${' key'}`);
const forbiddenOperators = new Set(['$text', '$where', '$function', '$accumulator']);

const isArrayType = (type: ts.TypeNode): boolean =>
  ts.isArrayTypeNode(type) ||
  (ts.isTypeOperatorNode(type) && isArrayType(type.type)) ||
  (ts.isTypeReferenceNode(type) && ts.isIdentifier(type.typeName) && /^(?:Readonly)?Array$/.test(type.typeName.text));

function arrayFields(files: readonly SourceFile[]): Set<string> {
  const found = new Set(knownArrays);
  for (const file of files) {
    if (!/\.(?:model|repository)\.ts$/.test(file.path)) continue;
    visit(parse(file), (node) => {
      if (ts.isPropertySignature(node) && node.type && isArrayType(node.type) && ts.isIdentifier(node.name)) found.add(node.name.text);
    });
  }
  return found;
}

const keyOf = (property: ts.ObjectLiteralElementLike): string =>
  property.name && (ts.isIdentifier(property.name) || ts.isStringLiteralLike(property.name)) ? property.name.text : '';

const propertyOf = (object: ts.Expression, key: string): ts.Expression | undefined => {
  if (!ts.isObjectLiteralExpression(object)) return undefined;
  const found = object.properties.find((property) => keyOf(property) === key);
  return found && ts.isPropertyAssignment(found) ? found.initializer : undefined;
};

/** The fields that earlier stages of the same pipeline have unwound; behind them the short path is right. */
function unwoundBefore(node: ts.Node): Set<string> {
  const fields = new Set<string>();
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (!ts.isArrayLiteralExpression(parent)) continue;
    for (const stage of parent.elements) {
      if (stage === child) break;
      const unwind = propertyOf(stage, '$unwind');
      const path = unwind && (ts.isStringLiteralLike(unwind) ? unwind : propertyOf(unwind, 'path'));
      if (path && ts.isStringLiteralLike(path)) fields.add(path.text.replace(/^\$/, ''));
    }
  }
  return fields;
}

const insidePipeline = (node: ts.Node): boolean => {
  for (let at = node.parent; at; at = at.parent) if (ts.isArrayLiteralExpression(at)) return true;
  return false;
};

/** `{ _id: 1 }` and nothing else. */
const onlyId = (value: ts.Expression): boolean =>
  ts.isObjectLiteralExpression(value) && value.properties.length === 1 && value.properties.every((property) => keyOf(property) === '_id');

function stageFindings(
  property: ts.PropertyAssignment,
  arrays: ReadonlySet<string>,
  say: (node: ts.Node, rule: string, message: string) => void,
): void {
  const key = keyOf(property);
  const value = property.initializer;
  if (forbiddenOperators.has(key))
    say(property, 'operator', `${key} does not exist on the embedded engine: store search grams, or write the expression out`);
  if (key === '$project' && onlyId(value)) say(property, 'project-id-only', 'returns whole documents there: name one more field');
  if (key === 'localField' && ts.isStringLiteralLike(value) && value.text.includes('.'))
    say(property, 'lookup-path', '$unwind first: a dotted localField finds nothing there');
  if ((key === '$addFields' || (key === '$set' && insidePipeline(property))) && ts.isObjectLiteralExpression(value)) {
    for (const field of value.properties) {
      const [head, ...rest] = keyOf(field).split('.');
      if (rest.length > 0 && arrays.has(head ?? '')) say(field, 'set-through-array', 'use $map with $mergeObjects: it is ignored there');
    }
  }
}

/** Kinds of index and of sorting that one engine refuses or does differently, and answers told by their words. */
function dialectFindings(node: ts.Node, say: (node: ts.Node, rule: string, message: string) => void): void {
  if (ts.isPropertyAssignment(node)) {
    const kind = ts.isStringLiteralLike(node.initializer) ? node.initializer.text : '';
    const keys = node.parent.parent;
    const isKey =
      (ts.isPropertyAssignment(keys) && keyOf(keys) === 'key') ||
      (ts.isCallExpression(keys) && keys.expression.getText().endsWith('createIndex'));
    if (isKey && (['text', 'hashed', '2dsphere'].includes(kind) || keyOf(node).includes('$**'))) {
      say(node, 'index-kind', 'refused there: store search grams or a key of your own with an ordinary index');
    }
    if (keyOf(node) === 'collation') say(node, 'collation', 'no dictionary order there: store a sort key made from the reading');
  }
  if ((ts.isStringLiteralLike(node) || ts.isRegularExpressionLiteral(node)) && errorWords.test(node.getText())) {
    say(node, 'error-words', 'the engines word their errors differently: compare the code');
  }
}

function findingsOf(file: SourceFile, arrays: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = [];
  const source = parse(file);
  const say = (node: ts.Node, rule: string, message: string): void =>
    void findings.push({ path: file.path, line: lineOf(source, node), rule, message });
  visit(source, (node) => {
    dialectFindings(node, say);
    if (ts.isStringLiteralLike(node)) {
      const segments = /^\$(?!\$)([\w.]+)$/.exec(node.text)?.[1]?.split('.') ?? [];
      const place = segments.findIndex((segment, index) => index < segments.length - 1 && arrays.has(segment));
      const isUnwind = ts.isPropertyAssignment(node.parent) && ['$unwind', 'path'].includes(keyOf(node.parent));
      if (place >= 0 && !isUnwind && !unwoundBefore(node).has(segments.slice(0, place + 1).join('.'))) {
        say(node, 'path-through-array', `'${node.text}' is silently missing on the embedded engine: use $map, $reduce or $unwind`);
      }
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'distinct') {
      const field = node.arguments[0];
      if (field && ts.isStringLiteralLike(field) && field.text.includes('.'))
        say(node, 'distinct-path', 'distinct over a dotted path is empty there: $unwind and $group');
    }
    if (ts.isPropertyAssignment(node)) stageFindings(node, arrays, say);
  });
  return findings;
}

export function checkDatabase(files: readonly SourceFile[]): Finding[] {
  const arrays = arrayFields(files);
  return files
    .filter((file) => isProduct(file.path) || (file.path.startsWith('scripts/') && isCode(file.path)))
    .flatMap((file) => findingsOf(file, arrays));
}

if (isMain(import.meta.url)) {
  const files = readTree();
  // The contract test pins the traps themselves; it is a test and not read here.
  report(
    [...proveExamples(databaseExamples, checkDatabase), ...checkDatabase(files)],
    `${arrayFields(files).size} array fields known, ${databaseExamples.length} examples`,
  );
}
