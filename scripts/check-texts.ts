import ts from 'typescript';
import { textExamples } from './fixtures/texts.examples.ts';
import {
  type Finding,
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

/** Japanese is written first, English is complete: same keys, same placeholders and tags, nothing empty, no “1 members”. */
const catalogue = /^client\/src\/(?:lib\/i18n\/[a-z-]+|features\/[a-z-]+\/(?:[a-z-]+-)?texts)(?:\.(ja|en))?\.ts$/;
const pluralEnding = /_(?:zero|one|two|few|many|other)$/;
const japanese = /[\u3040-\u30ff\u3400-\u9fff]/;

/** Texts that are Japanese in English too: the name of a language in itself, the word on a stamp. */
const sameInBoth = /(?:^|\.)(?:language|language\.ja|stampWord)$/;
/** What a person must read off a Japanese machine or page stands in a tag or in 「」, and stays as it is there. */
const withoutQuotes = (text: string): string => text.replaceAll(/<(\d+)>.*?<\/\1>|「[^」]*」/g, '');

type Language = 'ja' | 'en';

function flatten(node: ts.Expression, prefix: string, into: Map<string, string>): void {
  let inner = node;
  while (ts.isAsExpression(inner) || ts.isSatisfiesExpression(inner) || ts.isParenthesizedExpression(inner)) inner = inner.expression;
  if (ts.isStringLiteralLike(inner)) into.set(prefix, inner.text);
  else if (ts.isArrayLiteralExpression(inner)) inner.elements.forEach((element, place) => flatten(element, `${prefix}.${place}`, into));
  else if (ts.isObjectLiteralExpression(inner)) {
    for (const property of inner.properties) {
      if (!ts.isPropertyAssignment(property) || ts.isComputedPropertyName(property.name)) continue;
      flatten(property.initializer, prefix === '' ? property.name.text : `${prefix}.${property.name.text}`, into);
    }
  }
}

const isLanguage = (name: string | undefined): name is Language => name === 'ja' || name === 'en';

/** A file holds `const ja` and `const en`, or ends in .ja.ts / .en.ts and holds one exported object. */
function textsOf(file: SourceFile): Partial<Record<Language, Map<string, string>>> {
  const named = catalogue.exec(file.path)?.[1];
  const found: Partial<Record<Language, Map<string, string>>> = {};
  for (const statement of parse(file).statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!initializer || !ts.isIdentifier(name)) continue;
      const language = isLanguage(named) ? named : name.text;
      if (!isLanguage(language)) continue;
      const texts = found[language] ?? new Map<string, string>();
      flatten(initializer, '', texts);
      found[language] = texts;
    }
  }
  return found;
}

/** Plural forms differ between languages by nature, so they count as one key. */
const family = (key: string): string => key.replace(pluralEnding, '');
/** What counts in a text, and a word for several behind it: at 1 it reads wrong, so both words are given, {{count|member|members}}. */
const ofSeveral =
  /\{\{(?:count|total|rows|members|bills|days|months|times|units|journals|pages|done|cancelled)\}\} (?!(?:is|was|has|as)\b)(?:people|[a-z]+s)\b/;
const marks = (text: string): string =>
  [...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}|<\/?(\w+)\s*\/?>/g)]
    .map((mark) => mark[1] ?? mark[2] ?? '')
    .toSorted()
    .join(' ');

function compare(path: string, ja: ReadonlyMap<string, string>, en: ReadonlyMap<string, string>): Finding[] {
  const findings: Finding[] = [];
  const families = { ja: new Set([...ja.keys()].map(family)), en: new Set([...en.keys()].map(family)) };
  for (const key of families.ja) if (!families.en.has(key)) findings.push({ path, rule: 'no-english', message: key });
  for (const key of families.en) if (!families.ja.has(key)) findings.push({ path, rule: 'no-japanese', message: key });
  for (const [key, text] of ja) {
    const twin = en.get(key);
    if (text.trim() === '') findings.push({ path, rule: 'empty', message: `ja ${key}` });
    if (twin !== undefined && !pluralEnding.test(key) && marks(text) !== marks(twin))
      findings.push({ path, rule: 'placeholders', message: `${key}: ja has 「${marks(text)}」, en 「${marks(twin)}」` });
  }
  for (const [key, text] of en) {
    if (text.trim() === '' && !/\.(?:month|unit)$/.test(key)) findings.push({ path, rule: 'empty', message: `en ${key}` });
    if (japanese.test(withoutQuotes(text)) && !sameInBoth.test(key))
      findings.push({ path, rule: 'untranslated', message: `${key}: ${text.slice(0, 40)}` });
    const several = pluralEnding.test(key) ? null : ofSeveral.exec(text);
    if (several) findings.push({ path, rule: 'of-several', message: `${key}: ${several[0]}` });
  }
  return findings;
}

const refusals = 'client/src/lib/i18n/refusals.ts';
const placesIn = (text: string): string[] => [...text.matchAll(/\{\{\s*(\w+)/g)].map((place) => place[1]!);

/** What a refusal is thrown with; null where the code does not say it in place. */
function paramsOf(told: ts.Expression | undefined): Set<string> | null {
  if (!told) return new Set();
  if (!ts.isObjectLiteralExpression(told)) return null;
  const names = told.properties.map(({ name }) => (name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : null));
  // A pause is told in words (see errors.ts).
  return names.includes(null) ? null : new Set([...(names as string[]), ...(names.includes('seconds') ? ['wait'] : [])]);
}

/** A place that nobody fills is read as it stands in the catalogue. */
function checkPlaces(file: SourceFile, texts: ReadonlyMap<string, string>): Finding[] {
  const findings: Finding[] = [];
  const source = parse(file);
  visit(source, (node) => {
    if (!ts.isNewExpression(node) || node.expression.getText(source) !== 'DomainError') return;
    const [code, told] = node.arguments ?? [];
    const params = code && ts.isStringLiteral(code) ? paramsOf(told) : null;
    if (!code || !ts.isStringLiteral(code) || params === null) return;
    const missing = placesIn(texts.get(code.text) ?? '').filter((place) => !params.has(place));
    if (missing.length > 0)
      findings.push({
        path: file.path,
        line: lineOf(source, node),
        rule: 'refusal-places',
        message: `${code.text} without ${missing.join(', ')}`,
      });
  });
  return findings;
}

export function checkTexts(files: readonly SourceFile[]): Finding[] {
  const pairs = new Map<string, Partial<Record<Language, Map<string, string>>>>();
  for (const file of files) {
    if (!catalogue.test(file.path)) continue;
    const pair = file.path.replace(/\.(?:ja|en)\.ts$/, '.ts');
    pairs.set(pair, { ...pairs.get(pair), ...textsOf(file) });
  }
  const compared = [...pairs].flatMap(([path, { ja, en }]) =>
    ja || en ? compare(path, ja ?? new Map<string, string>(), en ?? new Map<string, string>()) : [],
  );
  const thrown = files.filter(({ path, text }) => isProduct(path) && text.includes('new DomainError('));
  return [...compared, ...thrown.flatMap((file) => checkPlaces(file, pairs.get(refusals)?.ja ?? new Map<string, string>()))];
}

if (isMain(import.meta.url)) {
  const files = readTree();
  report(
    [...proveExamples(textExamples, checkTexts), ...checkTexts(files)],
    `${files.filter(({ path }) => catalogue.test(path)).length} catalogues, ${textExamples.length} examples`,
  );
}
