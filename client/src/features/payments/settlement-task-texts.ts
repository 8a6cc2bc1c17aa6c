import type { Words } from '../../lib/words.ts';

/** What does not fit in a provider's settlement, or about its transfer, in the words of a task. */
const ja = {
  settlement_other_amount: {
    title: '精算の金額が記録と違います',
    text: '決済会社の精算に、受け取った額と違う金額の決済がありました。',
    remedy: '精算の画面で明細を確かめ、決済会社に理由を問い合わせてください。',
  },
  settlement_unknown: {
    title: '記録にない決済が精算されました',
    text: '決済会社の精算に、こちらの決済番号ではない決済がありました。',
    remedy: 'ほかの窓口で受けた決済か、決済会社の誤りかを確かめてください。',
  },
  settlement_twice: {
    title: '同じ決済が重ねて精算されました',
    text: '前に精算された決済が、もう一度精算されています。',
    remedy: '会員が2回支払っていないか、決済会社の誤りかを確かめてください。',
  },
  settlement_not_paid: {
    title: '入金の記録がない決済が精算されました',
    text: '決済会社は精算していますが、こちらでは入金を確認できていません。',
    remedy:
      '決済の足どりで「決済会社に確かめる」を押してください。変わらないときは、決済会社の管理画面で、その決済が支払済みかを確かめてください。',
  },
  settlement_not_refunded: {
    title: '記録にない返金が差し引かれました',
    text: '決済会社の精算で、こちらの記録にない返金が差し引かれています。',
    remedy:
      '決済の足どりで「決済会社に確かめる」を押してください。変わらないときは、決済会社の管理画面で、だれにいくら返したかを確かめてください。',
  },
  settlement_overdue: {
    title: '精算されていない決済があります',
    text: '入金のあった決済が、2回続けて精算に入っていません。',
    remedy: '精算の画面で対象の決済を確かめ、決済会社に問い合わせてください。',
  },
  settlement_correction: {
    title: '決済会社が精算を調整しました',
    text: '精算に、決済や手数料ではない調整の行があります。',
    remedy: '決済会社に理由を確かめてください。',
  },
  settlement_total: {
    title: '精算の入金額が明細と合いません',
    text: '決済会社の示す入金額が、明細の合計と違います。',
    remedy: '銀行口座に届いた額を確かめ、決済会社に問い合わせてください。',
  },
  settlement_unreadable: {
    title: '精算の明細を読み取れません',
    text: '決済会社が精算を知らせましたが、明細を読み取れませんでした。',
    remedy: '決済会社の管理画面で、入金額と明細を確かめてください。',
  },
  settlement_suspended: {
    title: '精算の振込が保留されています',
    text: '決済会社が、精算の振込を見合わせています。',
    remedy: '決済会社の管理画面で理由を確かめてください。振込先の口座や、本人確認の書類が原因のことがあります。',
  },
  settlement_bounced: {
    title: '精算の振込が届きませんでした',
    text: '精算の振込が、銀行から決済会社へ戻されました。',
    remedy: '決済会社に登録した振込先の口座を確かめ、もう一度振り込むよう依頼してください。',
  },
  settlement_cancelled: {
    title: '精算が取り消されました',
    text: '決済会社が精算を取り消しました。この精算の振込はありません。',
    remedy: '対象の決済は、次の精算に入ります。入らないときは、決済会社に問い合わせてください。',
  },
  settlement_late: {
    title: '精算の振込が届いていません',
    text: '精算の知らせから45日を過ぎても、振込の知らせがありません。',
    remedy: '銀行口座に届いているかを確かめ、届いていなければ決済会社に問い合わせてください。',
  },
};

const en: Words<typeof ja> = {
  settlement_other_amount: {
    title: 'A settlement has another amount',
    text: 'The provider settles a payment at another sum than was received.',
    remedy: 'Look at the line in the settlement and ask the provider why.',
  },
  settlement_unknown: {
    title: 'A settlement has a payment that is not on record',
    text: 'One of its payments has no payment number of ours.',
    remedy: 'Find out whether it came in another way, or is a mistake of the provider.',
  },
  settlement_twice: {
    title: 'A payment was settled twice',
    text: 'What had been settled before is settled once more.',
    remedy: 'Find out whether the member paid twice, or the provider is mistaken.',
  },
  settlement_not_paid: {
    title: 'A payment was settled without money on record',
    text: 'The provider settles it, and no money of it is on record here.',
    remedy: 'Ask the provider, in the trace of the payment. If nothing changes, look in the provider’s own console whether it was paid.',
  },
  settlement_not_refunded: {
    title: 'A refund that is not on record was taken off',
    text: 'The provider takes off a refund that is not on record here.',
    remedy: 'Ask the provider, in the trace of the payment. If nothing changes, look in its own console who was given back how much.',
  },
  settlement_overdue: {
    title: 'A payment was left out of settlements',
    text: 'Money that came in has been left out of two settlements in a row.',
    remedy: 'Look at the payment in the settlement and ask the provider.',
  },
  settlement_correction: {
    title: 'The provider has corrected a settlement',
    text: 'One of its lines is neither a payment nor a fee.',
    remedy: 'Ask the provider for the reason.',
  },
  settlement_total: {
    title: 'The sum of a settlement is not that of its lines',
    text: 'The provider states another sum than its lines make.',
    remedy: 'Look at what reached the bank account, and ask the provider.',
  },
  settlement_unreadable: {
    title: 'The lines of a settlement cannot be read',
    text: 'The provider told of a settlement whose lines could not be read.',
    remedy: 'Look at the sum and the lines in the provider’s own console.',
  },
  settlement_suspended: {
    title: 'The transfer of a settlement is put off',
    text: 'The provider holds the transfer of a settlement back.',
    remedy: 'Look for the reason in the provider’s own console. It may be the bank account, or papers that are missing.',
  },
  settlement_bounced: {
    title: 'The transfer of a settlement was sent back',
    text: 'The bank has sent the transfer back to the provider.',
    remedy: 'Check the bank account that the provider has, and ask for another transfer.',
  },
  settlement_cancelled: {
    title: 'A settlement was cancelled',
    text: 'The provider has taken the settlement back. There is no transfer for it.',
    remedy: 'Its payments stand in the next settlement. Ask the provider if they do not.',
  },
  settlement_late: {
    title: 'The transfer of a settlement has not come',
    text: 'It was told of more than 45 days ago, and no transfer has been heard of.',
    remedy: 'Look at the bank account, and ask the provider if nothing has reached it.',
  },
};

export const settlementTaskTexts = { ja, en };
