import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { IconButton } from './Button.tsx';
import { RadioCards } from './Choice.tsx';
import { DialogLine } from './DialogLine.tsx';
import { FileField } from './FileField.tsx';
import { Form } from './Form.tsx';
import { NextPage } from './NextPage.tsx';
import { SignatureField } from './SignatureField.tsx';
import { kitTexts } from '../lib/i18n/kit.ts';

const nothing = () => undefined;
const drawn = (part: ReactNode): string => renderToStaticMarkup(part);
const inForm = (part: ReactNode): string =>
  drawn(
    <Form schema={z.object({})} defaults={{}} onSubmit={nothing}>
      {part}
    </Form>,
  );
/** The text of the element that a control says it is described by. */
function saidOf(html: string): string {
  const id = /aria-describedby="(?:[^" ]+ )*([^" ]+)"/.exec(html)![1]!;
  const at = html.indexOf(`id="${id}"`);
  return html.slice(html.indexOf('>', at) + 1, html.indexOf('</p>', at)).replace(/<svg.*<\/svg>/, '');
}

test('a sign with something waiting behind it shows how much, and says so', () => {
  const bell = (badge?: number) => drawn(<IconButton label="News" icon={null} {...(badge === undefined ? {} : { badge })} />);
  expect(bell(3)).toContain('aria-label="News 3"');
  expect(bell(3)).toContain('<span class="badge">3</span>');
  expect(bell(128)).toContain('aria-label="News 99+"');
  expect(bell(128)).toContain('<span class="badge">99+</span>');
  expect(bell(0)).not.toContain('badge');
  expect(bell()).toContain('aria-label="News"');
});

test('a file that was refused: its field is wrong and says why', () => {
  const html = drawn(<FileField label="Roll" hint="CSV" error="No headings." onFile={nothing} />);
  expect(html).toContain('aria-invalid="true"');
  expect(saidOf(html)).toBe('No headings.');
  expect(drawn(<FileField label="Roll" onFile={nothing} />)).not.toContain('aria-describedby');
});

test('the line that a dialog asks for is called by its label alone, and says what is missing', () => {
  const html = drawn(<DialogLine label="Name" value="" maxLength={40} missing="Enter a name." onChange={nothing} />);
  expect(html).toMatch(/<label for="[^"]+">Name<\/label>/);
  expect(html).toContain('aria-invalid="true"');
  expect(saidOf(html)).toBe('Enter a name.');
});

test('radio cards and a signature say whether they are needed, as every other field does', () => {
  const { required, optional } = kitTexts.ja;
  const cards = { name: 'method', label: 'Method', options: [] };
  expect(inForm(<RadioCards {...cards} optional />)).toContain(optional);
  expect(inForm(<RadioCards {...cards} required />)).toContain(required);
  expect(inForm(<SignatureField name="signature" label="Signature" clear="Again" required />)).toContain(required);
});

test('a list says that its next page did not come, instead of standing still, and offers to try again', () => {
  const pages = {
    hasNextPage: true,
    isFetchingNextPage: false,
    isFetchNextPageError: false,
    error: new Error('away'),
    fetchNextPage: nothing,
  };
  const { failedToLoad, retry } = kitTexts.ja;
  expect(drawn(<NextPage pages={pages} label="More" />)).toContain('More');
  const failed = drawn(<NextPage pages={{ ...pages, isFetchNextPageError: true }} label="More" />);
  expect(failed).toContain(failedToLoad);
  expect(failed).toContain(retry);
  expect(drawn(<NextPage pages={{ ...pages, hasNextPage: false }} label="More" />)).toBe('');
});
