import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { devTexts } from './texts.ts';

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.test)\.tsx$/.test(name))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

const here = import.meta.dirname;
const kit = sourcesIn(join(here, '../../components'));
const page = sourcesIn(here).join('\n');

/** Every component that the kit gives out: what begins with a capital and is called by its name. */
const parts = kit.flatMap((source) => [...source.matchAll(/^export (?:function|const) ([A-Z]\w*)/gm)].map(([, name]) => name!)).toSorted();
const out = Object.keys(devTexts.ja.out.parts);
const isShown = (name: string): boolean => new RegExp(`<${name}\\b`).test(page);

test('the page of parts shows every part of the kit and of the lists, or says why not', () => {
  expect(parts.length).toBeGreaterThan(100);
  expect(parts.filter((name) => !isShown(name) && !out.includes(name))).toEqual([]);
});

test('what the page of parts leaves out is a part of the kit that stands nowhere on it', () => {
  expect(out.filter((name) => !parts.includes(name) || isShown(name))).toEqual([]);
});
