import { useQuery } from '@tanstack/react-query';
import { Button } from '../../components/Button.tsx';
import { useKit } from '../../lib/i18n/kit.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import { type AnyRoll, filterOf } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

export interface HiddenCountProps {
  readonly state: AnyRoll;
  readonly kind: 'individual' | 'corporate';
  /** A number of them with the word that their list counts by. */
  readonly counted: (count: number) => string;
  readonly onShow: () => void;
}

/** Under what a search shows: how many others it would find, of which status, and the way to them. */
export function HiddenCount({ state, kind, counted, onShow }: HiddenCountProps) {
  const words = useWords(rollTexts).hidden;
  const { statuses } = useWords(adminMemberTexts).detail;
  const kit = useKit();
  const trpc = useTRPC();
  const { sort: _sort, descending: _descending, ...filter } = filterOf(state);
  const hidden = useQuery(trpc.members.hiddenCounts.queryOptions({ ...filter, kind }));
  const { counts = [], more = false } = hidden.data ?? {};
  if (counts.length === 0 && !more) return null;
  const total = counted(counts.reduce((sum, { count }) => sum + count, 0));
  const each = counts.map(({ status, count }) => fill(words.each, { status: statuses[status], count })).join(kit.listSeparator);
  return (
    <div className="roll-besides no-print" role="status">
      {/* Of so many that were looked at nobody is hidden; of the others nobody knows without looking. */}
      <p className="muted">
        {counts.length === 0 ? words.maybe : fill(words.besides, { total: more ? fill(words.atLeast, { total }) : total, each })}
      </p>
      <Button size="sm" onPress={onShow}>
        {words.show}
      </Button>
    </div>
  );
}
