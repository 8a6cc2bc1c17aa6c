import { Button } from '../../components/Button.tsx';
import { Status } from '../../components/Status.tsx';
import { useOwnValue } from '../../lib/own-fields.ts';
import type { CustomField, MyProfileView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { useWithdrawal } from './my-change.view.ts';
import { myChangeTexts } from './my-change-texts.ts';

interface Props {
  readonly field: CustomField;
  readonly asked: MyProfileView['pending'][number];
}

/** What has been asked for and waits for the office, beside what the record says; fetched where there is such a thing. */
export function WaitingChange({ field, asked: { changeRequestId, after } }: Props) {
  const words = useWords(myChangeTexts);
  const shown = useOwnValue();
  const { isPending, withdraw } = useWithdrawal();
  return (
    <div className="profile-asked">
      <Status kind="waiting" label={words.pending} />
      <span>{shown(field, after) || words.empty}</span>
      <Button
        size="sm"
        kind="ghost"
        label={fill(words.withdrawOf, { label: field.label })}
        isPending={isPending}
        onPress={() => void withdraw(changeRequestId)}
      >
        {words.withdraw}
      </Button>
    </div>
  );
}
