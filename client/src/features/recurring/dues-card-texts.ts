import type { Words } from '../../lib/words.ts';

/** Words of the card for the dues on the office's pages: the list of whoever chose one, its file, and the record of a member. */
const ja = {
  about: '会費をカードで払うことを選んだ会員です。カードは、会員が決済会社のページで登録します。登録までの会費は、本人が支払います。',
  table: '会費のカードを選んだ会員',
  member: '会員',
  chosenOn: '選んだ日',
  card: 'カード',
  cards: { waiting: '登録待ち', saved: '登録済み', unknown: '確かめられません' },
  noMail: 'メールが届きません',
  filter: 'カードで絞る',
  shows: { waiting: 'まだ登録していない人', all: '選んだ人すべて' },
  away: '決済のサービスから答えがないため、カードが登録されたかどうかが分かりません。少したってから、開き直してください。',
  more: '続きを見る',
  waitingTitle: '登録を待っている会員はいません',
  waitingText: 'カードを選んだ会員は、使えるカードを登録しています。',
  onwards: 'ここまでに、登録を待っている会員はいません',
  noneTitle: 'カードを選んだ会員はいません',
  noneText: '会員は、入会のとき、またはマイページの「お支払い方法」で選びます。',
  file: {
    title: '会費のカードの一覧を書き出す',
    rows: '{{count}}名を、メールアドレスと電話番号つきで書き出します。',
    done: '{{count}}名を書き出しました',
    fileName: '会費のカード_{{day}}',
  },
  panel: {
    title: '会費のカード払い',
    since: 'カード払い',
    sinceOf: '{{date}}から',
    sinceBy: '{{date}}から（{{by}}さん）',
    card: 'カード',
    cards: {
      waiting: 'まだ登録されていません。登録までは、本人が支払います。',
      saved: '登録済み。お支払い期限の日に、自動で支払われます。',
      unknown: '登録の状況は、いま確かめられません。',
    },
    ended: 'やめた日',
    endedOf: '{{date}}',
    endedBy: '{{date}}（{{by}}さん）',
    stopped: 'いまは、本人が支払います。',
    left: '退会などで終わりました。',
  },
};

const en: Words<typeof ja> = {
  about:
    'Members who chose to pay their dues by card. They save the card on the page of the payment company; until then they pay themselves.',
  table: 'Members who chose a card for their dues',
  member: 'Member',
  chosenOn: 'Chosen on',
  card: 'Card',
  cards: { waiting: 'Not saved yet', saved: 'Saved', unknown: 'Cannot be told' },
  noMail: 'No mail arrives',
  filter: 'Filter by card',
  shows: { waiting: 'Not saved yet', all: 'Everybody' },
  away: 'The payment service does not answer, so whether a card is saved cannot be told. Please open this again in a while.',
  more: 'Show more',
  waitingTitle: 'Nobody’s card is waited for',
  waitingText: 'Whoever chose a card has saved one that works.',
  onwards: 'Nobody’s card is waited for so far',
  noneTitle: 'Nobody has chosen a card',
  noneText: 'Members choose one when they join, or on My Page under “How I pay”.',
  file: {
    title: 'Export the list of cards for dues',
    rows: 'Exported with e-mail address and telephone: {{count|member|members}}.',
    done: '{{count|member|members}} exported',
    fileName: 'dues-cards_{{day}}',
  },
  panel: {
    title: 'Dues by card',
    since: 'By card',
    sinceOf: 'Since {{date}}',
    sinceBy: 'Since {{date}} ({{by}})',
    card: 'Card',
    cards: {
      waiting: 'Not saved yet; the member pays until it is.',
      saved: 'Saved; charged on the day each bill falls due.',
      unknown: 'Whether it is saved cannot be told just now.',
    },
    ended: 'Stopped on',
    endedOf: '{{date}}',
    endedBy: '{{date}} ({{by}})',
    stopped: 'Now the member pays.',
    left: 'Ended with the membership.',
  },
};

export const duesCardListTexts = { ja, en };
