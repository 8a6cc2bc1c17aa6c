import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { useOrg } from '../../lib/org.ts';
import type { MembershipTypeView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';

/** Why a type cannot be put away yet: how many are in the way, and the way to each of them. */
export function TypeInUse({ type, onClose }: { readonly type: MembershipTypeView; readonly onClose: () => void }) {
  const words = useWords(adminMemberTexts).types;
  const params = { org: useOrg() };
  const { membershipTypeId, name, memberCount, corporateCount } = type;
  const search = { type: membershipTypeId, status: 'all' };
  const persons = memberCount - corporateCount;
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.inUseTitle, { name })}>
      <p>{fill(words.inUse, { count: memberCount })}</p>
      <DialogActions>
        <Button size="lg" onPress={onClose}>
          {words.close}
        </Button>
        {corporateCount === 0 ? null : (
          <LinkButton size="lg" to="/$org/admin/corporate-members" params={params} search={search}>
            {fill(words.inUseCorporate, { count: corporateCount })}
          </LinkButton>
        )}
        {persons === 0 ? null : (
          <LinkButton size="lg" to="/$org/admin/members" params={params} search={search}>
            {fill(words.inUsePersons, { count: persons })}
          </LinkButton>
        )}
      </DialogActions>
    </Dialog>
  );
}
