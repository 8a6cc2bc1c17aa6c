import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { MemberId } from '@tsudoi/shared/kernel/ids';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { ConfirmDialog } from '../../components/Dialog.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { bouncedTexts } from './bounced-texts.ts';

interface TrustAddressProps {
  readonly memberId: MemberId;
  readonly name: string;
  readonly address: string;
}

/** Mails go to an address again that did not take them. */
export function TrustAddress({ memberId, name, address }: TrustAddressProps) {
  const words = useWords(bouncedTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const trust = useMutation(trpc.mail.trustAddress.mutationOptions());
  return (
    <>
      <Button size="sm" label={fill(words.trustOf, { name })} onPress={() => setAsking(true)}>
        {words.trust}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={words.trustTitle}
        confirmLabel={words.trust}
        rows={[
          { label: words.member, value: name },
          { label: words.address, value: address },
        ]}
        onClose={() => setAsking(false)}
        onConfirm={async () => {
          await trust.mutateAsync({ memberId, address });
          await Promise.all([
            queries.invalidateQueries(trpc.mail.pathFilter()),
            queries.invalidateQueries(trpc.reports.dashboard.queryFilter()),
          ]);
          toast({ text: fill(words.trusted, { name }) });
        }}
      >
        <p className="muted">{words.trustText}</p>
      </ConfirmDialog>
    </>
  );
}
