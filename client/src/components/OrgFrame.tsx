import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { domainCodeOf } from '../lib/errors.ts';
import { useKit } from '../lib/i18n/kit.ts';
import { useOrg } from '../lib/org.ts';
import { useTRPC } from '../lib/trpc.ts';
import { Empty } from './Empty.tsx';
import { LinkButton } from './LinkButton.tsx';
import { PublicFrame } from './PublicFrame.tsx';

/** A page of one organisation before anybody is signed in. At an address that is nobody's it shows the way instead (ACC-19). */
export function OrgFrame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const org = useOrg();
  const words = useKit().noOrganization;
  const trpc = useTRPC();
  const profile = useQuery(trpc.organizations.publicProfile.queryOptions({ slug: org }));
  const code = profile.isError ? domainCodeOf(profile.error) : null;
  const isMissing = code === 'NOT_FOUND' || code === 'INVALID_INPUT';
  return (
    <PublicFrame title={isMissing ? words.title : title} {...(profile.data ? { name: profile.data.name } : {})}>
      {isMissing ? (
        <>
          <h1 className="sr-only">{words.title}</h1>
          <Empty title={words.title} text={words.text} action={<LinkButton to="/login">{words.search}</LinkButton>} />
        </>
      ) : (
        children
      )}
    </PublicFrame>
  );
}
