import type { Words } from '../../lib/words.ts';

/** Words of a member's own direct debit: apart from the office's, which nobody needs on a phone. */
const ja = {
  title: '口座振替',
  notOffered: 'この団体は、いま口座振替の申し込みを受け付けていません。',
  lead: '毎月{{day}}日に、ご登録の口座から引き落とします。金融機関が休みの日は、次の営業日です。',
  request: '口座振替を申し込む',
  requestText: '申し込むと、事務局から依頼書が届きます。記入して送り返すと、1〜2か月ほどで始まります。',
  requested: '申し込みました。事務局から依頼書が届きます。',
  states: {
    requested: '申し込みを受け付けました。事務局から届く依頼書に記入して、送り返してください。',
    paper_or_web_pending: '金融機関で手続きをしています。始まるまで、ほかの方法でお支払いください。',
    active: '口座振替を使っています。',
    stopped: '口座振替は停止しています。',
    invalid: '金融機関で、この口座を確かめられませんでした。',
  },
  account: '口座',
  holder: '名義',
  again: 'もう一度申し込む',
  stop: '口座振替をやめる',
  stopTitle: '口座振替をやめますか',
  stopText: 'これからの請求は引き落とさず、ご自分でお支払いいただきます。もう一度使うときは、新しい依頼書が要ります。',
  stopMade: '金融機関へ送る手続きが済んでいる分は、取り消せません。次の振替日に引き落とされることがあります。',
  stopped: '口座振替をやめました',
  keep: '続ける',
  accountText: '{{bank}} {{branch}}　末尾{{tail}}',
};

const en: Words<typeof ja> = {
  title: 'Direct debit',
  notOffered: 'This organisation takes no new direct debits at present.',
  lead: 'Dues are debited on day {{day}} of each month, on bank holidays the next bank day.',
  request: 'Ask for direct debit',
  requestText: 'The office sends you a form. It starts one or two months after you return it.',
  requested: 'Asked for. The office will send you a form.',
  states: {
    requested: 'We have received your request. Please fill in and return the form that the office sends you.',
    paper_or_web_pending: 'Your bank is processing it. Until it starts, please pay another way.',
    active: 'You are using direct debit.',
    stopped: 'Direct debit has been stopped.',
    invalid: 'The bank could not confirm this account.',
  },
  account: 'Account',
  holder: 'Holder',
  again: 'Ask again',
  stop: 'Stop direct debit',
  stopTitle: 'Stop direct debit?',
  stopText: 'Bills from now on are not debited; you pay them yourself. To use it again you need a new form.',
  stopMade: 'What has been sent to the bank already cannot be called back and may still be debited on the next day of debits.',
  stopped: 'Direct debit has been stopped',
  keep: 'Keep it',
  accountText: '{{bank}} {{branch}}, ending in {{tail}}',
};

export const myDebitTexts = { ja, en };
