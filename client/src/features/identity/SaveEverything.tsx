import { ArchiveInput } from '@tsudoi/shared/contracts/organizations/organization.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Form, FormButtons, SubmitButton } from '../../components/Form.tsx';
import { OwnPasswordField } from '../../components/OwnPasswordField.tsx';
import { Panel } from '../../components/Panel.tsx';
import { toast } from '../../components/Toast.tsx';
import { today } from '../../lib/dates.ts';
import { downloadFile } from '../../lib/files.ts';
import { fill, useWords } from '../../lib/words.ts';
import { closingTexts } from './closing-texts.ts';

/** Everything the organisation has here as one file, for owners: what leaves with it when it goes (IMP-07). */
export function SaveEverything({ orgName }: { readonly orgName: string }) {
  const texts = useWords(closingTexts).closing;
  const words = texts.archive;
  const [isAsking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <Panel title={words.title}>
      <div className="stack">
        <p className="muted">{words.text}</p>
        <div>
          <Button size="lg" onPress={() => setAsking(true)}>
            {words.title}
          </Button>
        </div>
      </div>
      <Dialog isOpen={isAsking} onClose={close} title={words.title}>
        <Form
          asks={false}
          schema={ArchiveInput}
          defaults={{ password: '' }}
          errorField={{ IDENTITY_MISMATCH: 'password' }}
          onSubmit={async (values) => {
            await downloadFile('/downloads/archive', fill(words.fileName, { org: orgName, date: today() }), {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(values),
            });
            toast({ text: words.done });
            close();
          }}
        >
          <p>{words.care}</p>
          <OwnPasswordField />
          <FormButtons>
            <Button size="lg" onPress={close}>
              {texts.dismiss}
            </Button>
            <SubmitButton>{words.submit}</SubmitButton>
          </FormButtons>
        </Form>
      </Dialog>
    </Panel>
  );
}
