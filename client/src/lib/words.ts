import { Fragment, type ReactNode, createElement } from 'react';
import { type Language, useLanguage } from './language.ts';

/** The shape of a catalogue with the sentences left open: what another language must fill completely. */
export type Words<T> = T extends string ? string : { readonly [K in keyof T]: Words<T[K]> };

export interface Catalogue<T> {
  readonly ja: T;
  readonly en: Words<T>;
}

/** The catalogue of a feature in the chosen language. A key that does not exist does not compile. */
export function useWords<T>(texts: Catalogue<T>): Words<T> {
  return wordsOf(texts, useLanguage());
}

function wordsOf<T>(texts: Catalogue<T>, language: Language): Words<T> {
  return language === 'en' ? texts.en : (texts.ja as Words<T>);
}

/** Whoever builds a page hears of it, and the journeys fail by it; whoever reads one sees a gap, not what a place is called. */
function unfilled(name: string, text: string): string {
  const isHeard = import.meta.env.DEVELOPMENT && typeof reportError === 'function';
  if (isHeard) reportError(new Error(`nothing was given for “${name}” in: ${text}`));
  return '…';
}

/**
 * Puts values into {{places}}. Numbers get thousands commas. {{count|member|members}} is the number and the words behind
 * it, the former where it is 1: what English says of one.
 */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}\}/g, (_place, name: string, one?: string, more?: string) => {
    const value = values[name];
    if (value === undefined) return unfilled(name, text);
    const told = typeof value === 'number' ? value.toLocaleString('en-US').replace('-', '\u2212') : value;
    return one === undefined ? told : `${told} ${told === '1' ? one : more}`;
  });
}

export interface RichProps {
  readonly text: string;
  /** The element that <0>…</0> becomes. */
  readonly tag?: 'b' | 'span' | 'em' | 'small';
  readonly className?: string;
}

/** A sentence in which <0>…</0> stands out; kept in one piece, because word order differs between languages. */
export function Rich({ text, tag = 'b', className = 'nowrap' }: RichProps): ReactNode {
  const pieces = text.split(/<0>(.*?)<\/0>/s);
  return createElement(
    Fragment,
    null,
    ...pieces.map((piece, index) => (index % 2 === 1 ? createElement(tag, { key: index, className }, piece) : piece)),
  );
}
