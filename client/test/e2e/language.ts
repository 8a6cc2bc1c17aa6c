import type { Page } from 'playwright-core';

export type Language = 'ja' | 'en';

/** Latin words a Japanese screen may show: things, keys and people that have no other name, and the example of an address. */
const latinByRight = new Set(
  'Tsudoi English CSV xlsx zip UTF-8 Shift_JIS Excel PDF QR ID KOMOJU GMO-PG ROBOT PAYMENT ZEUS STRIPE Stripe Visa Mastercard JCB American Express Diners Club freee MB JPEG PNG WebP ATM Loppi Linux Chrome Nguyen Thi Mai shinonome Ctrl Enter Esc'.split(
    ' ',
  ),
);

/** Every text a person can see or a reader can say; codes, what stands in a field and words marked as of another language apart. Runs in the page. */
function textsOfPage(): string[] {
  const apart = 'script, style, noscript, code, textarea, .num, .pair-card__code, .trial-code, :not(html)[lang]';
  const said: string[] = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent && !parent.closest(apart) && parent.checkVisibility({ visibilityProperty: true })) said.push(node.textContent ?? '');
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], img[alt]')) {
    if (element.closest(apart)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt']) said.push(element.getAttribute(name) ?? '');
  }
  return said.map((text) => text.replace(/\s+/g, ' ').trim()).filter((text) => text !== '');
}

/** Addresses and names of files are nobody's language. */
const withoutAddresses = (text: string): string => text.replace(/https?:\/\/\S+|\S+@\S+|\S+\.(?:csv|pdf)|\/[a-z][\w/-]*/g, ' ');

/** A word with a figure in it is a code or a date (R8.4.1), not English; so is one of capitals around a hyphen, whose figures are left to chance. */
const isCode = (word: string): boolean => /\d|^[A-Z]+-[A-Z]+$/.test(word);
const latinIn = (text: string): string[] =>
  (withoutAddresses(text).match(/[A-Za-z][\w.-]*[A-Za-z0-9]/g) ?? []).filter((word) => !latinByRight.has(word) && !isCode(word));

const japaneseIn = (text: string): string[] => (/[\u3040-\u30ff\u3400-\u9fff]/.test(text.replace(/「[^」]*」|日本語/g, '')) ? [text] : []);

/** A key that nobody translated, or a place that nobody filled. */
const unfinished = (text: string): boolean => /\{\{|<\/?\d>|\b[a-z]+(?:\.[a-z][A-Za-z]+){2,}\b/.test(withoutAddresses(text));

/** Words that do not belong on a page of this language; `typed` is what people have entered themselves. */
export async function foreignWords(page: Page, language: Language, typed: readonly string[] = []): Promise<string[]> {
  const texts = (await page.evaluate(textsOfPage)).map((text) => typed.reduce((rest, one) => rest.replaceAll(one, ''), text));
  return [
    ...new Set(texts.flatMap((text) => [...(language === 'ja' ? latinIn(text) : japaneseIn(text)), ...(unfinished(text) ? [text] : [])])),
  ];
}
