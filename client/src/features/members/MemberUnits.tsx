import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChangeUnitsInput } from '@tsudoi/shared/contracts/members/member.contract';
import { useState } from 'react';
import * as z from 'zod';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { MoneyField } from '../../components/TextField.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import type { MemberDetail } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { useMayChange } from './record.view.ts';
import { useUndoToast } from './undo-toast.view.ts';
import { unitTexts } from './unit-texts.ts';

const Units = z.strictObject({ units: ChangeUnitsInput.shape.units });

/** 口数: what fees per unit are multiplied by for this member. */
export function MemberUnits({ member }: { readonly member: MemberDetail }) {
  const words = useWords(unitTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const change = useMutation(trpc.members.changeUnits.mutationOptions());
  const { memberId, units, version } = member;
  const say = useUndoToast(memberId);
  const mayChange = useMayChange(member);
  return (
    <p className="row">
      <span className="grow">{fill(words.units, { count: units })}</span>
      {mayChange ? (
        <Button size="sm" onPress={() => setOpen(true)}>
          {words.change}
        </Button>
      ) : null}
      {isOpen ? (
        <Dialog isOpen onClose={() => setOpen(false)} title={words.change}>
          <p className="muted">{words.text}</p>
          <Form
            schema={Units}
            defaults={{ units }}
            onSubmit={async (values) => {
              const saved = await change.mutateAsync({ memberId, version, ...values });
              queries.setQueryData(trpc.members.get.queryKey({ memberId }), saved);
              setOpen(false);
              await say(fill(words.saved, { count: values.units }));
            }}
          >
            <MoneyField name="units" label={words.label} suffix={words.suffix} required />
            <FormButtons>
              <Button size="lg" onPress={() => setOpen(false)}>
                {words.cancel}
              </Button>
              <SubmitButton>{words.save}</SubmitButton>
            </FormButtons>
          </Form>
        </Dialog>
      ) : null}
    </p>
  );
}
