import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { RollState } from '@tsudoi/shared/contracts/members/saved-view.contract';
import { BookmarkPlus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { toast } from '../../components/Toast.tsx';
import { useErrorText } from '../../lib/errors.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { SavedViewView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { isSame } from './roll-state.rules.ts';
import { rollTexts } from './roll-texts.ts';

/** What floats weighs a fifth of the page and is rarely asked for. */
const Menu = lazy(() => import('../../components/Menu.tsx').then((module) => ({ default: module.Menu })));
const ViewDialog = lazy(() => import('./ViewDialog.tsx').then((module) => ({ default: module.ViewDialog })));

export interface RollViewsProps {
  readonly state: RollState;
  /** The saved list that is looked at, changed or not. */
  readonly current: SavedViewView | null;
  readonly mayShare: boolean;
  readonly onShow: (view: SavedViewView | null) => void;
}

/** Keeps what is shown under a name, and changes or removes what was kept. */
export function RollViews({ state, current, mayShare, onShow }: RollViewsProps) {
  const words = useWords(rollTexts).views;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [editing, setEditing] = useState<'new' | 'rename' | null>(null);
  const reload = () => queries.invalidateQueries({ queryKey: trpc.savedViews.list.queryKey() });
  const failed = (error: unknown) => toast({ text: errorText(error) });
  const save = useMutation(trpc.savedViews.save.mutationOptions());
  const update = useMutation(trpc.savedViews.update.mutationOptions());
  const remove = useMutation(trpc.savedViews.remove.mutationOptions());
  const rewrite = async ({ savedViewId, name, shared, state: kept }: SavedViewView, next: Omit<SavedViewView, 'savedViewId' | 'own'>) => {
    await update.mutateAsync({ savedViewId, ...next });
    await reload();
    toast({
      text: fill(kept === next.state ? words.saved : words.overwritten, { name: next.name }),
      undo: async () => {
        await update.mutateAsync({ savedViewId, name, shared, state: kept });
        await reload();
      },
    });
  };
  const keep = async (name: string, shared: boolean) => {
    const saved = await save.mutateAsync({ name, shared, state });
    await reload();
    onShow(saved);
    toast({
      text: fill(words.saved, { name: saved.name }),
      undo: async () => {
        await remove.mutateAsync({ savedViewId: saved.savedViewId });
        onShow(current);
        await reload();
      },
    });
  };
  const takeAway = async ({ savedViewId, name, shared, state: kept }: SavedViewView) => {
    await remove.mutateAsync({ savedViewId });
    onShow(null);
    await reload();
    toast({
      text: fill(words.removed, { name }),
      undo: async () => {
        await save.mutateAsync({ name, shared, state: kept });
        await reload();
      },
    });
  };
  const mayChange = current !== null && (current.own || mayShare);
  return (
    <Suspense fallback={null}>
      {current !== null && mayChange ? (
        <Menu
          label={`${words.manage} ${current.name}`}
          items={[
            ...(isSame(current.state, state)
              ? []
              : [
                  {
                    id: 'overwrite',
                    label: words.overwrite,
                    onAction: () => void rewrite(current, { name: current.name, shared: current.shared, state }).catch(failed),
                  },
                ]),
            { id: 'rename', label: words.rename, onAction: () => setEditing('rename') },
            { id: 'remove', label: words.remove, tone: 'danger' as const, onAction: () => void takeAway(current).catch(failed) },
          ]}
        />
      ) : null}
      <Button kind="ghost" size="sm" icon={<BookmarkPlus size={16} aria-hidden />} onPress={() => setEditing('new')}>
        {words.save}
      </Button>
      {editing === null ? null : (
        <ViewDialog
          view={editing === 'rename' ? current : null}
          mayShare={mayShare}
          onClose={() => setEditing(null)}
          onSave={async (name, shared) => {
            if (editing === 'rename' && current !== null) await rewrite(current, { name, shared, state: current.state });
            else await keep(name, shared);
          }}
        />
      )}
    </Suspense>
  );
}
