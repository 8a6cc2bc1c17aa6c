import type { MailRow } from '../../platform/mail-outbox.ts';
import { headLine } from '../../platform/mail-subject.ts';
import { type Fact, type MailBlock, mailBlocks, moneyForm } from './mail-blocks.rules.ts';
import { buttonWords } from './mail-button.rules.ts';

/** look.md 2.2, light and dark: the tokens that a mail wears. */
export const mailColours = {
  canvas: ['#f4f6f7', '#0d1316'],
  surface: ['#ffffff', '#151d21'],
  sunken: ['#eaeef0', '#0a0f12'],
  line: ['#e0e6e9', '#263138'],
  text: ['#182025', '#e9eef0'],
  muted: ['#4a5860', '#adbac1'],
  link: ['#165e83', '#84c2e0'],
  primary: ['#165e83', '#6cb6d8'],
  onPrimary: ['#ffffff', '#06202f'],
  noren: ['#0e3a53', '#0a2231'],
  norenText: ['#ffffff', '#ffffff'],
} as const satisfies Record<string, readonly [light: string, dark: string]>;
type Colour = keyof typeof mailColours;

/** interface.md 7, row 31; mail programs cut what is longer. */
const mostBytes = 100_000;

const fonts = `'Hiragino Sans','Hiragino Kaku Gothic ProN','Noto Sans JP','Noto Sans CJK JP','BIZ UDPGothic','Yu Gothic UI','Meiryo',sans-serif`;

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign]!);

/** Each class twice: as the ground or as the ink. */
const dark = (Object.entries(mailColours) as [Colour, readonly [string, string]][])
  .map(([name, [, colour]]) => `.g-${name}{background-color:${colour}!important}.i-${name}{color:${colour}!important}`)
  .join('');
const styles = `:root{color-scheme:light dark;supported-color-schemes:light dark}@media (prefers-color-scheme:dark){${dark}.e-line{border-color:${mailColours.line[1]}!important}}`;

/** Inline, since many mail programs know nothing else; the class is what dark mode takes hold of. */
const ground = (colour: Colour) => `class="g-${colour}" bgcolor="${mailColours[colour][0]}"`;
const ink = (colour: Colour, more: string) => `class="i-${colour}" style="color:${mailColours[colour][0]};${more}"`;

/** Only http and https are links, whatever else somebody has typed; the mail program's own finding goes no further than this. */
function withLinks(line: string): string {
  const parts = line.split(/(https?:\/\/[^\s<>"'`（）「」『』【】、。，．]+)/);
  return parts
    .map((part, index) =>
      index % 2 === 0
        ? escaped(part)
        : `<a href="${escaped(part)}" target="_blank" rel="noopener noreferrer" ${ink('link', 'word-break:break-all')}>${escaped(part)}</a>`,
    )
    .join('');
}

const lineBreaks = 'line-break:strict;overflow-wrap:break-word;word-break:normal';
const paragraph = (colour: Colour, size: string, html: string): string =>
  `<p ${ink(colour, `margin:0 0 16px;${size};${lineBreaks}`)}>${html}</p>`;

const isGreeting = ({ lines }: { readonly lines: readonly string[] }) => /(?:様|御中)$/.test(lines.at(-1) ?? '');
const isCode = ({ value }: Fact) => /^\d{6}$/.test(value);
/** What is typed elsewhere: one press chooses all of it. */
const isTyped = ({ label }: Fact) => label !== null && /^(?:仮ID|仮パスワード|ログインID)$/.test(label);

const whole = 'user-select:all;-webkit-user-select:all';
const wide = (colour: Colour, more: string, html: string) =>
  `<tr><td colspan="2" ${ink(colour, `padding:4px 0;${more}`)}>${html}</td></tr>`;

/** The figure is the largest of its block, with its unit smaller beside it (look.md 3). */
function moneyHtml(value: string): string {
  const [, before = '', figure = '', unit = ''] = moneyForm.exec(value) ?? [];
  const small = (part: string) => (part === '' ? '' : `<span ${ink('muted', 'font-size:15px;font-weight:400')}>${escaped(part)}</span>`);
  return `${small(before)}${figure}${small(unit)}`;
}

function factRow(fact: Fact, isHead: boolean): string {
  const { label, value } = fact;
  if (isCode(fact))
    return wide(
      'text',
      `font-size:34px;line-height:1.4;font-weight:700;letter-spacing:.08em;font-variant-numeric:tabular-nums lining-nums;${whole}`,
      escaped(value),
    );
  if (label === null)
    return wide('text', `font-size:16px;line-height:1.5;${isHead ? 'font-weight:700;' : ''}${lineBreaks}`, withLinks(value));
  if (isTyped(fact))
    return wide(
      'muted',
      'font-size:14px;line-height:1.5',
      `${escaped(label)}<br><span ${ink('text', `font-size:20px;font-weight:700;letter-spacing:.03em;word-break:break-all;${whole}`)}>${escaped(value)}</span>`,
    );
  const isMoney = moneyForm.test(value);
  const style = isMoney
    ? 'font-size:20px;line-height:1.35;font-weight:700;white-space:nowrap;font-variant-numeric:tabular-nums lining-nums'
    : `font-size:16px;line-height:1.5;${lineBreaks}`;
  return `<tr><td valign="baseline" ${ink('muted', 'padding:4px 12px 4px 0;font-size:14px;line-height:1.5;width:1%;white-space:nowrap')}>${escaped(label)}</td><td valign="baseline" ${ink('text', `padding:4px 0;${style}`)}>${isMoney ? moneyHtml(value) : withLinks(value)}</td></tr>`;
}

/** The name of a bill stands above its figures; lines that are all without a name are just lines. */
function factTable(facts: readonly Fact[]): string {
  const hasHead = facts.length > 1 && facts[0]!.label === null && facts.slice(1).some(({ label }) => label !== null);
  const rows = facts.map((fact, index) => factRow(fact, hasHead && index === 0)).join('');
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px;border-collapse:separate"><tr><td ${ground('sunken')} style="background-color:${mailColours.sunken[0]};border-radius:8px;padding:8px 16px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">${rows}</table></td></tr></table>`;
}

interface ButtonTold {
  readonly link: string;
  readonly ja: string;
  readonly en: string | undefined;
}

/** A cell with a ground of its own: a button in programs that know no padding of links either. The address is there to be copied. */
function button({ link, ja, en }: ButtonTold): string {
  const said = en === undefined ? escaped(ja) : `${escaped(ja)}<br><span lang="en">${escaped(en)}</span>`;
  const note = `ボタンが使えないときは、次のアドレスを開いてください。${en === undefined ? '' : '<br><span lang="en">If the button does not work, open this address:</span>'}`;
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 12px;border-collapse:separate"><tr><td align="center" ${ground('primary')} style="background-color:${mailColours.primary[0]};border-radius:6px"><a href="${escaped(link)}" target="_blank" rel="noopener noreferrer" ${ink('onPrimary', 'display:block;padding:14px 16px;font-size:16px;line-height:24px;font-weight:700;text-decoration:none')}>${said}</a></td></tr></table>${paragraph('muted', 'font-size:13px;line-height:1.5', `${note}<br><span style="word-break:break-all;user-select:all;-webkit-user-select:all">${escaped(link)}</span>`)}`;
}

function blockHtml(block: Exclude<MailBlock, { is: 'english' }>, index: number, isBehind: boolean, told: ButtonTold | null): string {
  if (block.is === 'button') return told ? button(told) : '';
  if (block.is === 'facts') return factTable(block.facts);
  const html = block.lines.map(withLinks).join('<br>');
  if (index === 0 && isGreeting(block)) return paragraph('text', 'font-size:18px;line-height:1.5;font-weight:700', html);
  // Behind the button stands what is read once, if at all.
  return isBehind ? paragraph('muted', 'font-size:14px;line-height:1.65', html) : paragraph('text', 'font-size:16px;line-height:1.7', html);
}

function bodyHtml(blocks: readonly MailBlock[], told: ButtonTold | null): string {
  const english = blocks.findIndex(({ is }) => is === 'english');
  const at = blocks.findIndex(({ is }) => is === 'button');
  const html = blocks.map((block, index) => {
    const isEnglish = english >= 0 && index > english;
    if (block.is === 'english')
      return `<div class="e-line" lang="en" style="margin:24px 0 0;border-top:1px solid ${mailColours.line[0]};padding-top:24px">`;
    return blockHtml(block, index, at >= 0 && index > at && !isEnglish, told);
  });
  return `${html.join('')}${english >= 0 ? '</div>' : ''}`;
}

export interface MailWords extends Pick<MailRow, 'subject' | 'text' | 'link' | 'purpose'> {
  /** Whom the mail is from: the association. */
  readonly senderName: string;
}

/**
 * The HTML part of a mail, made of its text as it leaves and never stored. Nothing is loaded, nothing counts who reads; all
 * that anybody typed is escaped. Null when it would be longer than mail programs show: the text part is there.
 */
export function htmlOf({ subject, text, link, purpose, senderName }: MailWords): string | null {
  const target = link !== null && /^https?:\/\//.test(link) ? link : null;
  const blocks = mailBlocks(text, target);
  const { ja, en } = buttonWords(purpose);
  const told = target === null ? null : { link: target, ja, en: blocks.some(({ is }) => is === 'english') ? en : undefined };
  const html = `<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><meta name="format-detection" content="telephone=no,date=no,address=no,email=no"><title>${escaped(headLine(subject))}</title><style>${styles}</style></head><body ${ground('canvas')} style="margin:0;padding:0;background-color:${mailColours.canvas[0]};font-family:${fonts};-webkit-text-size-adjust:100%"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:12px 8px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;border-collapse:separate"><tr><td align="left" ${ground('noren')} style="background-color:${mailColours.noren[0]};border-radius:8px 8px 0 0;padding:16px 20px"><div ${ink('norenText', `font-size:16px;line-height:1.5;font-weight:700;letter-spacing:.02em;${lineBreaks}`)}>${escaped(headLine(senderName))}</div></td></tr><tr><td align="left" ${ground('surface')} style="background-color:${mailColours.surface[0]};border-radius:0 0 8px 8px;padding:24px 20px 8px">${bodyHtml(blocks, told)}</td></tr></table></td></tr></table></body></html>`;
  return Buffer.byteLength(html) > mostBytes ? null : html;
}
