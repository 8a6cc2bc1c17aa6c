import { useQuery } from '@tanstack/react-query';
import { useKit } from '../lib/i18n/kit.ts';
import { useOrg } from '../lib/org.ts';
import { useTRPC } from '../lib/trpc.ts';
import { PasswordField, type TextFieldProps } from './TextField.tsx';

/** A password to be chosen: says beforehand what the organisation allows in one. */
export function NewPasswordField({ hint, ...props }: TextFieldProps) {
  const org = useOrg();
  const words = useKit();
  const trpc = useTRPC();
  const profile = useQuery(trpc.organizations.publicProfile.queryOptions({ slug: org }));
  const rule = profile.data?.passwordPolicy === 'classic' ? words.classicPassword : null;
  return (
    <PasswordField
      {...props}
      autoComplete="new-password"
      hint={
        rule === null ? (
          hint
        ) : (
          <>
            {hint} {rule}
          </>
        )
      }
    />
  );
}
