import { randomUUID } from 'node:crypto';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { MailDraft } from '../../platform/mail-outbox.ts';
import { shortSubject } from '../../platform/mail-subject.ts';

/** The 24-hour link that confirms the first owner's address (domain.md 3.1). */
export function signUpMail(request: {
  readonly to: string;
  readonly ownerName: string;
  readonly organizationName: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject('Tsudoi', 'お申し込みの確認をお願いします'),
    text: `${request.ownerName} 様

「${request.organizationName}」の利用申し込みを受け付けました。
次のアドレスを開き、お申し込みのときに決めたパスワードを入れて、メールアドレスの確認を済ませてください（24時間有効）。

${request.link}

お心当たりのない場合は、このメールを破棄してください。何も登録されません。
`,
    link: request.link,
    purpose: 'owner_verify',
    idempotencyKey: `owner-verify:${request.key}`,
  };
}

/** A link that lives 30 minutes, to the registered address only (domain.md 3.5). */
export function passwordResetMail(request: {
  readonly to: string;
  readonly name: string;
  readonly honorific: string;
  readonly organizationName: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, 'パスワードの再設定'),
    text: `${request.name} ${request.honorific}

次のページで、新しいパスワードを決めてください（30分有効）。
何度か受け取ったときは、いちばん新しいメールだけが使えます。

${request.link}

お心当たりのない場合は、このメールを破棄してください。パスワードは変わりません。
`,
    link: request.link,
    purpose: 'password_reset',
    idempotencyKey: `password-reset:${request.key}`,
  };
}

/** To the new address: it counts once this link was opened, within 24 hours. */
export function emailChangeMail(request: {
  readonly to: string;
  readonly name: string;
  readonly honorific: string;
  readonly organizationName: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, '新しいメールアドレスの確認'),
    text: `${request.name} ${request.honorific}

ログインに使うメールアドレスを、このアドレスに変える手続きを受け付けました。
次のページを開くと変わります（24時間有効）。開くまでは、いままでのアドレスで入れます。

${request.link}

お心当たりのない場合は、このメールを破棄してください。何も変わりません。
`,
    link: request.link,
    purpose: 'email_change',
    idempotencyKey: `email-change:${request.key}`,
  };
}

/** What a mail about the account needs that leads nowhere. */
interface PersonalLetter {
  readonly to: string;
  readonly name: string;
  readonly honorific: string;
  readonly organizationName: string;
  readonly key: string;
}

/** To the address before: whoever did not ask for the change learns of it. */
export function emailChangedMail(request: PersonalLetter): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, 'メールアドレスが変わりました'),
    text: `${request.name} ${request.honorific}

ログインに使うメールアドレスが、別のアドレスに変わりました。
お心当たりのない場合は、すぐに ${request.organizationName} の事務局へ連絡してください。
`,
    link: null,
    purpose: 'email_changed',
    idempotencyKey: `email-changed:${request.key}`,
  };
}

/** To the new mailbox, where the office has put the address right. */
export function emailGivenMail(request: PersonalLetter): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, 'ログインのメールアドレスになりました'),
    text: `${request.name} ${request.honorific}

${request.organizationName} の事務局が、マイページのログインに使うメールアドレスを、このアドレスに直しました。
次からは、このアドレスといままでのパスワードで入れます。

お心当たりのない場合は、${request.organizationName} の事務局へ連絡してください。
`,
    link: null,
    purpose: 'email_changed',
    idempotencyKey: `email-given:${request.key}`,
  };
}

/** An invitation into the office; lives 72 hours. */
export function invitationMail(request: {
  readonly to: string;
  readonly name: string;
  readonly invitedBy: string;
  readonly organizationName: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, '管理画面への招待'),
    text: `${request.name} 様

${request.invitedBy} さんから、「${request.organizationName}」の管理画面に招待されています。
次のページでパスワードを決めると、使いはじめられます（72時間有効）。

${request.link}

お心当たりのない場合は、このメールを破棄してください。
`,
    link: request.link,
    purpose: 'invitation',
    idempotencyKey: `invitation:${request.key}`,
  };
}

/** The provisional pair, for a member whose address the office knows (ACC-01). */
export function provisionalMail(request: {
  readonly to: string;
  readonly memberId: MemberId;
  readonly memberName: string;
  readonly honorific: string;
  readonly organizationName: string;
  readonly link: string;
  readonly provisionalId: string;
  readonly provisionalPassword: string;
  readonly expiresOn: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, 'マイページのご案内'),
    text: `${request.memberName} ${request.honorific}

${request.organizationName} のマイページをご利用いただけます。
次のページで仮IDと仮パスワードを入力し、ご本人の確認とパスワードの設定をお願いします。

${request.link}

　仮ID：${request.provisionalId}
　仮パスワード：${request.provisionalPassword}
　有効期限：${request.expiresOn}

設定が済むと、仮IDと仮パスワードは使えなくなります。
`,
    link: request.link,
    purpose: 'provisional',
    // Each pair is a mail of its own, also the second of a day: it ends the one before, which would be all that was told.
    idempotencyKey: `provisional:${request.memberId}:${randomUUID()}`,
  };
}

/** Somebody used a log-in that had been renewed since: the person learns that a copy of it may exist (T35). */
export function sessionEndedMail(request: {
  readonly to: string;
  readonly name: string;
  readonly honorific: string;
  readonly organizationName: string;
  readonly device: string;
  readonly link: string;
  readonly key: string;
}): MailDraft {
  return {
    to: request.to,
    subject: shortSubject(request.organizationName, '安全のためログアウトしました'),
    text: `${request.name} ${request.honorific}

ログインの情報が、別のところでもう一度使われました。写し取られたおそれがあるため、
この端末のログインを終わらせました。
${request.device === '' ? '' : `\n端末：${request.device}\n`}
お手数ですが、もう一度ログインしてください。
${request.link}

お心当たりのない場合は、ログインしたあとにパスワードを変えてください。
`,
    link: request.link,
    purpose: 'session_ended',
    idempotencyKey: `session-ended:${request.key}`,
  };
}
