import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';
import { type FeeToPay, type Letter, type Named, asked, howToPay } from './application-fee.mail.ts';

const strangers = 'お心当たりのない場合は、このメールを破棄してください。何も登録されません。';

/** To a free address: the link (24 hours) and, for links that get cut, the digits (ACC-10, ACC-12). */
export function joinLinkMail(
  letter: Letter & { readonly link: string; readonly code: string; readonly formUrl: string; readonly rejoins: boolean },
): MailDraft {
  const lead = letter.rejoins
    ? `以前、${letter.organizationName} の会員として登録されていたアドレスです。
次のページから、もう一度入会を申し込めます（24時間有効）。ご本人のお申し込みなら、以前の登録がそのまま引き継がれます。`
    : `${letter.organizationName} への入会のお申し込みは、次のページから続けられます（24時間有効）。`;
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, `${letter.rejoins ? '再入会' : '入会'}のお申し込み`),
    text: `${lead}
何度か受け取ったときは、いちばん新しいメールだけが使えます。

${letter.link}

ページが開かないときは、次のページで数字を入れても続けられます。

${letter.formUrl}
　確認の数字：${letter.code}

${strangers}
`,
    link: letter.link,
    purpose: 'application_verify',
    idempotencyKey: `application-verify:${letter.key}`,
  };
}

/** To the address of a present member: only its owner learns that it is registered (ACC-08). `link`: null where nobody may log in. */
export function alreadyRegisteredMail(letter: Letter & { readonly link: string | null }): MailDraft {
  const onward =
    letter.link === null
      ? `この登録では、いまマイページに入れません。ご家族の方のお申し込みなど、くわしくは ${letter.organizationName} の事務局へお尋ねください。`
      : `マイページには、次のページから入れます。パスワードを忘れたときも、ここから決め直せます。

${letter.link}`;
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, 'このアドレスは登録されています'),
    text: `入会のお申し込みがありましたが、このメールアドレスは、すでに ${letter.organizationName} に登録されています。
${onward}

お心当たりのない場合は、このメールを破棄してください。何も変わりません。
`,
    link: letter.link,
    purpose: 'application_registered',
    idempotencyKey: `application-registered:${letter.key}`,
  };
}

/** To somebody whose application is with the office already. */
export function alreadyAppliedMail(letter: Letter): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, 'お申し込みは届いています'),
    text: `入会のお申し込みは、もう ${letter.organizationName} の事務局に届いています。
確かめ終わると、このアドレスへお知らせします。いま、することはありません。
`,
    link: null,
    purpose: 'application_waiting',
    idempotencyKey: `application-waiting:${letter.key}`,
  };
}

/** The form arrived. */
export function applicationReceivedMail(
  letter: Named & {
    readonly again: boolean;
    /** 入会金 that is to be paid before the decision. */
    readonly fee: FeeToPay | null;
  },
): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, '入会のお申し込みを受け付けました'),
    text: `${letter.name} 様

${letter.again ? '直していただいた申込書を受け取りました。' : '入会のお申し込みを受け付けました。'}
${letter.organizationName} の事務局が確かめ、終わるとこのアドレスへお知らせします。
${
  letter.fee
    ? `
審査の前に、入会金をお支払いください。

${asked(letter.fee)}
${howToPay}

${letter.fee.link}
`
    : 'それまでは、マイページに入れません。\n'
}`,
    link: letter.fee?.link ?? null,
    ...(letter.fee ? { opens: letter.fee.opens } : {}),
    purpose: 'application_received',
    idempotencyKey: `application-received:${letter.key}`,
  };
}

/** 差戻し: what the office asks, and where to answer (30 days). */
export function applicationReturnedMail(letter: Named & { readonly note: string; readonly link: string }): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, 'お申し込みについてのお願い'),
    text: `${letter.name} 様

お申し込みの内容について、事務局からのお願いです。

${letter.note}

次のページで申込書を直し、もう一度送ってください（30日有効）。

${letter.link}
`,
    link: letter.link,
    purpose: 'application_returned',
    idempotencyKey: `application-returned:${letter.key}`,
  };
}

const cardAsked = (link: string): string => `
会費のお支払い方法に、カードを選ばれました。マイページに入ったあと、次のページから決済会社の画面で一度だけカードを登録してください。

${link}

登録されると、そのあとの会費は、お支払い期限の日にカードからお支払いになります。登録までのご請求は、ご自分でお支払いください。
`;

/** 入会: the door is open, or is from the day of joining on, with the own password or with a provisional pair. */
export function applicationApprovedMail(
  letter: Named & {
    /** By now they are a member, whose type says how they are addressed. */
    readonly honorific: string;
    /** Null while the office has yet to give one: what stands in its place is no number to write on a slip. */
    readonly memberNumber: string | null;
    readonly joinedOn: string;
    /** The day of joining is to come. */
    readonly isAhead: boolean;
    readonly link: string;
    /** Where the card is entered that was chosen for the dues; null where none was. */
    readonly cardLink: string | null;
    /** 入会金 that was billed with the approval. */
    readonly fee: { readonly amount: string; readonly dueOn: string } | null;
    readonly pair: { readonly provisionalId: string; readonly provisionalPassword: string; readonly expiresOn: string } | null;
  },
): MailDraft {
  const from = letter.isAhead ? `入会日の${letter.joinedOn}から、` : '';
  const how = letter.pair
    ? `${from}次のページで仮IDと仮パスワードを入力し、ご本人の確認とパスワードの設定をお願いします。

${letter.link}

　仮ID：${letter.pair.provisionalId}
　仮パスワード：${letter.pair.provisionalPassword}
　有効期限：${letter.pair.expiresOn}`
    : `${from}お申し込みのときに決めたパスワードで、マイページに入れます。

${letter.link}`;
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, '入会の手続きが済みました'),
    text: `${letter.name} ${letter.honorific}

${letter.organizationName} への入会の手続きが済みました。

　会員番号：${letter.memberNumber ?? 'これから決まります'}
　入会日：${letter.joinedOn}
${letter.fee ? `　入会金：${letter.fee.amount}円（${letter.fee.dueOn} までに、マイページからお支払いください）\n` : ''}
${how}
${letter.cardLink === null ? '' : cardAsked(letter.cardLink)}`,
    link: letter.link,
    purpose: 'application_approved',
    idempotencyKey: `application-approved:${letter.key}`,
  };
}

/** 不承認, with the reason. */
export function applicationRejectedMail(letter: Named & { readonly reason: string }): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, '入会のお申し込みについて'),
    text: `${letter.name} 様

お申し込みをいただきましたが、今回は入会をお受けできませんでした。

${letter.reason}

ご不明な点は、${letter.organizationName} の事務局へお尋ねください。
`,
    link: null,
    purpose: 'application_rejected',
    idempotencyKey: `application-rejected:${letter.key}`,
  };
}

/** 申請取下. */
export function applicationWithdrawnMail(letter: Named): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, '入会のお申し込みを取り下げました'),
    text: `${letter.name} 様

入会のお申し込みを取り下げました。あらためて申し込むこともできます。
お心当たりのない場合は、${letter.organizationName} の事務局へお尋ねください。
`,
    link: null,
    purpose: 'application_withdrawn',
    idempotencyKey: `application-withdrawn:${letter.key}`,
  };
}

/** The due day of 入会金 has passed. */
export function applicationExpiredMail(letter: Named): MailDraft {
  return {
    to: letter.to,
    subject: shortSubject(letter.organizationName, '入会のお申し込みの期限が過ぎました'),
    text: `${letter.name} 様

入会金のお支払いが期限までに確かめられなかったため、入会のお申し込みを取り消しました。
あらためて申し込むこともできます。

ご不明な点は、${letter.organizationName} の事務局へお尋ねください。
`,
    link: null,
    purpose: 'application_expired',
    idempotencyKey: `application-expired:${letter.key}`,
  };
}
