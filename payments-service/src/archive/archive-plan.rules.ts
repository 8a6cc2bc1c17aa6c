/** What of an organisation's rows is not taken along (IMP-07), and why; a test holds it and what is beside each other. */
export const leftOut: Readonly<Record<string, string>> = {
  provider_accounts: 'opens a door',
  payout_accounts: 'numbers of accounts; that it was changed stands in the log',
  saved_cards: 'a card is left with its provider, and charges somebody',
  card_setups: 'how a card came to be saved',
  card_turns: 'orders what is done with a card',
  allowed_methods: 'what the application for payments says',
  payables: 'copies of bills',
  money_events: 'stand with their charges',
  inbox: 'what providers sent; what it came to stands with the charges',
  inbox_repeats: 'what providers sent a second time',
  outbox: 'messages on their way',
};
