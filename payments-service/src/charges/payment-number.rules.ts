/**
 * 決済番号: 13 digits, the last one a Luhn check digit, so that a mistyped digit or two swapped neighbours are noticed.
 * Short enough for the shortest provider order id (27 characters) and readable over the phone.
 */
export function paymentNumberFrom(twelveDigits: string): string {
  if (!/^\d{12}$/.test(twelveDigits)) throw new RangeError('a payment number is made from twelve digits');
  return twelveDigits + checkDigit(twelveDigits);
}

const ulidLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The number of a charge that is made by a rule and not by a request: taken from the random half of its id. */
export function paymentNumberOf(chargeId: string): string {
  const random = Array.from(chargeId.slice(-16)).reduce((value, letter) => value * 32n + BigInt(ulidLetters.indexOf(letter)), 0n);
  return paymentNumberFrom(String(random % 1_000_000_000_000n).padStart(12, '0'));
}

export function isPaymentNumber(text: string): boolean {
  return /^\d{13}$/.test(text) && checkDigit(text.slice(0, 12)) === text.slice(12);
}

function checkDigit(digits: string): string {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = digit * 2;
    sum += index % 2 === 0 ? (doubled > 9 ? doubled - 9 : doubled) : digit;
  }
  return String((10 - (sum % 10)) % 10);
}
