import type { DemoCaller } from '../demo/demo-session.ts';

type Row = Record<string, unknown>;

/** 会員規約 of the demo organisation. */
const joiningTerms = `しののめ環境学会 会員規約

第1条（目的）
この規約は、しののめ環境学会（以下「本会」）の会員について定めます。

第2条（入会）
会員になろうとする方は、この規約に同意し、申込書を送るものとします。入会は、事務局の承認によって決まります。

第3条（会費）
会員は、会員種別ごとに定める年会費を、毎年度納めます。納めた会費は返しません。

第4条（届け出）
氏名・住所・メールアドレスなどが変わったときは、すみやかに届け出てください。

第5条（退会）
退会しようとする方は、事務局に申し出てください。未納の会費は、退会のあとも納めていただきます。

第6条（個人情報）
本会は、会員の個人情報を、会の運営と連絡のためにだけ使います。

附則　この規約は、2026年4月1日から施行します。`;

/** Joining is open, and one application waits: made as its applicant would, through the mail. */
export async function openJoining(visitor: DemoCaller, caller: DemoCaller, org: string, password: string): Promise<void> {
  const types = (await caller.call('membershipTypes.list', undefined)) as Row[];
  const offered = types.filter((type) => type['name'] !== '名誉会員').map((type) => type['membershipTypeId']);
  await caller.call('applications.saveSettings', {
    open: true,
    approval: 'staff',
    membershipTypeIds: offered,
    terms: joiningTerms,
    version: 0,
  });
  const email = 'rintaro.teshigawara@example.jp';
  const { termsId } = (await visitor.call('applications.joinPage', { org })) as { termsId: string };
  await visitor.call('applications.requestJoin', { org, email, termsId, agreed: true });
  const { messages } = (await visitor.call('mail.mailbox', { to: email })) as { messages: { link: string }[] };
  await visitor.call('applications.submit', {
    token: new URLSearchParams(new URL(messages[0]!.link).hash.slice(1)).get('token'),
    fields: {
      familyName: '勅使河原',
      givenName: '凛太郎',
      familyNameKana: 'テシガワラ',
      givenNameKana: 'リンタロウ',
      membershipTypeId: offered[0],
      phone: '090-1234-5678',
      postalCode: '452-0961',
      address: { prefecture: '愛知県', city: '清須市', street: '春日立作54', building: '', country: null },
      affiliation: '清流環境コンサルタント',
      birthDate: '1988-04-01',
    },
    password,
  });
}
