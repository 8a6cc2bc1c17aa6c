import { ApplicationFields, PayBy } from '@tsudoi/shared/contracts/applications/application.contract';
import { Signature, TypedSignature } from '@tsudoi/shared/contracts/applications/signed-form.contract';
import { customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { PasswordText } from '@tsudoi/shared/contracts/text.contract';
import type { JoinFormView, PayWays } from '../../lib/views.ts';

type Asked = Pick<JoinFormView, 'customFields' | 'sent' | 'offersDebit' | 'offersCard' | 'asksPassword' | 'asksSignature'>;

/** Whether there is anything to choose. */
export const asksWay = ({ offersDebit, offersCard }: PayWays): boolean => offersDebit || offersCard;

/**
 * What is chosen at first: what was wished before, else paying oneself, which is what holds where nothing is said. Nothing where
 * the wish of before is offered no more: the form then asks.
 */
export function firstWay({ offersDebit, offersCard }: PayWays, wished: PayBy | null): PayBy | '' {
  const offered = { self: true, direct_debit: offersDebit, card: offersCard };
  return offered[wished ?? 'self'] ? (wished ?? 'self') : '';
}

/** What the form checks before it is sent: by what the link asks for. */
export function joinSchema(view: Asked) {
  const fields = ApplicationFields.extend({ custom: customValuesSchema(view.customFields, view.sent) });
  const withWay = asksWay(view) ? fields.extend({ payBy: PayBy }) : fields;
  const withPassword = view.asksPassword ? withWay.extend({ password: PasswordText }) : withWay;
  return view.asksSignature
    ? withPassword
        .extend({ signature: Signature, typedSignature: TypedSignature })
        .refine((form) => form.signature.length > 0 || form.typedSignature !== '', { path: ['signature'], error: 'required' })
    : withPassword;
}
