import { ApplicationFields, PayBy } from '@tsudoi/shared/contracts/applications/application.contract';
import { Signature, TypedSignature } from '@tsudoi/shared/contracts/applications/signed-form.contract';
import { customValuesSchema } from '@tsudoi/shared/contracts/members/custom-value.contract';
import { PasswordText } from '@tsudoi/shared/contracts/text.contract';
import type { JoinFormView } from '../../lib/views.ts';

type Asked = Pick<JoinFormView, 'customFields' | 'sent' | 'offersDebit' | 'asksPassword' | 'asksSignature'>;

/** What the form checks before it is sent: by what the link asks for. */
export function joinSchema(view: Asked) {
  const fields = ApplicationFields.extend({ custom: customValuesSchema(view.customFields, view.sent) });
  const withWay = view.offersDebit ? fields.extend({ payBy: PayBy }) : fields;
  const withPassword = view.asksPassword ? withWay.extend({ password: PasswordText }) : withWay;
  return view.asksSignature
    ? withPassword
        .extend({ signature: Signature, typedSignature: TypedSignature })
        .refine((form) => form.signature.length > 0 || form.typedSignature !== '', { path: ['signature'], error: 'required' })
    : withPassword;
}
