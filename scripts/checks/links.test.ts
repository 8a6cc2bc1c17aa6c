import { expect, test } from 'vitest';
import { readTree } from './source-tree.ts';

/** What stands behind an organisation's address in a template, its values as `*`. */
const linkAfterSlug = /(?:slug|orgSlug)\}(\/(?:[^\s`'"?#$]|\$\{(?:[^{}`]|'[^']*'|`[^`]*`)*\})*)/g;

function linksOf(source: string): string[] {
  return [...source.matchAll(linkAfterSlug)].map(([, path]) => path!.replaceAll(/\$\{[^}]*\}/g, '*').replace(/\/$/, ''));
}

test('ACC-19: every address that the server writes into a mail or a paper is a page', () => {
  const files = readTree();
  const map = files.find(({ path }) => path === 'client/src/app/routes.tsx')!;
  const routes = [...map.text.matchAll(/'\/\$org(\/[^']*)?'/g)].map(([, path]) => (path ?? '').split('/'));
  const isPage = (link: string) => {
    const parts = link.split('/');
    return routes.some(
      (route) =>
        route.length === parts.length && route.every((part, at) => parts[at] === '*' || part.startsWith('$') || part === parts[at]),
    );
  };
  const links = files
    .filter(({ path }) => /^(?:server|payments-service)\/src\//.test(path) && !path.includes('.test.'))
    .flatMap(({ path, text }) => linksOf(text).map((link) => ({ path, link })));
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter(({ link }) => !isPage(link))).toEqual([]);
});

test('every word of the README’s tour in 「」 stands in the menu, on a button or at the till', () => {
  const files = readTree();
  const readme = files.find(({ path }) => path === 'README.md')!.text;
  const tour = readme.slice(readme.indexOf('### Five minutes'), readme.indexOf('### Try it from outside'));
  const words = new Set([...tour.matchAll(/「([^」]+)」/g)].map(([, word]) => word!));
  expect(words.size).toBeGreaterThan(30);
  const screens = files
    .filter(({ path }) => /^(?:client\/src|payments-service\/src\/sandbox)\//.test(path) && !path.includes('.test.'))
    .map(({ text }) => text)
    .join('\n');
  // What the README counts or names stands as a value between braces there.
  const patternOf = (word: string) =>
    new RegExp(`['>]${word.replaceAll(/\d+|KOMOJU/g, '\\{\\{\\w+\\}\\}').replaceAll('…円', '[^<]*')}['<]`);
  expect([...words].filter((word) => !patternOf(word).test(screens))).toEqual([]);
});
