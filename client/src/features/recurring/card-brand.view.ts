/** How the brands write themselves; a provider says `visa`, `master`, `american_express`. */
const brands = new Map([
  ['visa', 'Visa'],
  ['master', 'Mastercard'],
  ['mastercard', 'Mastercard'],
  ['jcb', 'JCB'],
  ['amex', 'American Express'],
  ['american_express', 'American Express'],
  ['diners', 'Diners Club'],
  ['diners_club', 'Diners Club'],
]);

/** What is on the card, or `otherwise` where the provider does not say. */
export const cardBrand = (said: string, otherwise: string): string => brands.get(said.toLowerCase()) ?? (said || otherwise);
