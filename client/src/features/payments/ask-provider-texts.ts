import type { AskedProvider } from '@tsudoi/shared/contracts/payments/charge.contract';
import type { Words } from '../../lib/words.ts';

type Outcome = AskedProvider['outcome'];

/** What comes of asking the provider about a payment. */
const ja = {
  ask: '決済会社に確かめる',
  askOf: '{{title}}：決済会社に確かめる',
  toTasks: '入金の食い違いを見る',
  told: {
    changed: '決済会社の答えで、記録が変わりました。',
    held: '決済会社の答えは、いまの記録と合いません。記録は変えていません。「入金の食い違い」で確かめてください。',
    same: '決済会社から、新しい知らせはありませんでした。',
    heard: '決済会社の答えを受け取りました。反映まで、少しお待ちください。',
    unknown_there: '決済会社は、この支払いを知らないと答えました。記録は変えていません。',
    unanswered: '決済会社から答えがありませんでした。しばらくしてから、もう一度お試しください。',
    not_askable: 'この支払いは、決済会社に問い合わせることができません。',
  } satisfies Record<Outcome, string>,
};

const en: Words<typeof ja> = {
  ask: 'Ask the provider',
  askOf: '{{title}}: ask the provider',
  toTasks: 'See the discrepancies',
  told: {
    changed: 'The provider’s answer has changed what is on record.',
    held: 'The provider’s answer does not fit what is on record. Nothing was changed; please look under Discrepancies.',
    same: 'The provider had nothing new to say.',
    heard: 'The provider has answered. It will be taken in shortly.',
    unknown_there: 'The provider answered that it knows of no such payment. Nothing was changed.',
    unanswered: 'The provider did not answer. Please try again later.',
    not_askable: 'This payment cannot be asked about.',
  },
};

export const askProviderTexts = { ja, en };
