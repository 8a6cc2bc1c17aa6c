/**
 * Numbers of cards in what providers send. None should ever reach us (security.md G16, PCI DSS): whoever sends one all the same must not
 * make us its keeper. What is no card's number stays: a number counts where its first digits and its length are a brand's and its check
 * digit holds, standing alone or in the groups that cards are printed in.
 */
const brands: readonly (readonly [first: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [16, 19]],
  [/^(?:5[1-5]|2[2-7])/, [16]],
  [/^35/, [16]],
  [/^3[47]/, [15]],
  [/^3[068]/, [14]],
  [/^6/, [16, 17, 18, 19]],
];

const runs = /(?<![\w.-])(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5})(?![\w-])/g;

/** Luhn: every second digit from the right doubled, its own digits summed. */
function checks(digits: string): boolean {
  const sum = Array.from(digits).reduceRight((total, digit, at) => {
    const value = Number(digit) * ((digits.length - at) % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

function isCardNumber(run: string): boolean {
  const digits = run.replace(/\D/g, '');
  return brands.some(([first, lengths]) => first.test(digits) && lengths.includes(digits.length)) && checks(digits);
}

/** The text with an x for each digit of a card's number. */
export function withoutCardNumbers(text: string): string {
  return text.replace(runs, (run) => (isCardNumber(run) ? run.replace(/\d/g, 'x') : run));
}
