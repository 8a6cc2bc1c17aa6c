import { Upload } from 'lucide-react';
import { LinkButton } from '../../components/LinkButton.tsx';
import { useOrg } from '../../lib/org.ts';
import { useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { Roll, type RollProps } from './Roll.tsx';
import { rollPlace } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

/** 会員: the roll of persons. */
export function MembersListScreen({ remind }: Pick<RollProps<'members'>, 'remind'>) {
  const org = useOrg();
  const words = useWords(adminMemberTexts).list;
  const { print } = useWords(rollTexts);
  return (
    <Roll
      place={rollPlace}
      said={{ ...words, print }}
      addAt="/$org/admin/members/new"
      countsOf={(counts) => counts}
      remind={remind}
      acts={
        <LinkButton to="/$org/admin/members/import" params={{ org }} icon={<Upload size={18} strokeWidth={1.75} aria-hidden />}>
          {words.import}
        </LinkButton>
      }
    />
  );
}
