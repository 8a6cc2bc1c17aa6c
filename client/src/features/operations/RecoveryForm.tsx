import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ProposeRecoveryInput } from '@tsudoi/shared/contracts/operations/recovery.contract';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { TextAreaField, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { operationTexts } from './texts.ts';

/** The first of the two writes down who is to become an owner, and how it was proven. */
export function RecoveryForm({ onClose }: { readonly onClose: () => void }) {
  const words = useWords(operationTexts);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const propose = useMutation(trpc.operations.proposeRecovery.mutationOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.propose}>
      <Form
        schema={ProposeRecoveryInput}
        defaults={{ slug: '', familyName: '', givenName: '', email: '', evidence: '' }}
        errorField={{ NOT_FOUND: 'slug', RECOVERY_OPEN: 'slug' }}
        onSubmit={async (values) => {
          await propose.mutateAsync(values);
          await queries.invalidateQueries(trpc.operations.pathFilter());
          toast({ text: words.proposed });
          onClose();
        }}
      >
        <TextField
          name="slug"
          label={words.slug}
          hint={words.slugHint}
          autoComplete="off"
          required
          messages={{ not_a_slug: words.slugMissing }}
        />
        <div className="pair">
          <TextField name="familyName" label={words.familyName} autoComplete="off" required />
          <TextField name="givenName" label={words.givenName} autoComplete="off" required />
        </div>
        <TextField name="email" type="email" label={words.email} autoComplete="off" required />
        <TextAreaField name="evidence" label={words.evidence} hint={words.evidenceHint} required messages={{ too_short: words.tooShort }} />
        <FormButtons>
          <Button size="lg" onPress={onClose}>
            {words.cancel}
          </Button>
          <SubmitButton>{words.submit}</SubmitButton>
        </FormButtons>
      </Form>
    </Dialog>
  );
}
