import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { OrgRole } from '@tsudoi/shared/contracts/identity/identity.contract';
import type { ViewList } from '@tsudoi/shared/contracts/views/list-column.contract';
import type { SaveViewInput } from '@tsudoi/shared/contracts/views/saved-view.contract';
import { BookmarkPlus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type * as z from 'zod';
import { useErrorText } from '../../lib/errors.ts';
import { listWords } from '../../lib/i18n/list-words.ts';
import type { SavedViewOf } from '../../lib/list-place.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import { Button } from '../Button.tsx';
import { toast } from '../Toast.tsx';

/** What floats weighs a fifth of the page and is rarely asked for. */
const Menu = lazy(() => import('../Menu.tsx').then((module) => ({ default: module.Menu })));
const ViewDialog = lazy(() => import('./ViewDialog.tsx').then((module) => ({ default: module.ViewDialog })));

/** A saved view of whichever list. */
type AnyView = SavedViewOf<ViewList>;
type Sent = z.input<typeof SaveViewInput>;

/** What is sent of a view: all but whose it is. */
function sent({ list, name, shared, defaultFor, state }: Pick<AnyView, 'list' | 'name' | 'shared' | 'defaultFor' | 'state'>) {
  // The state is that of the list, which a view of whichever list does not say.
  return { list, name, shared, defaultFor, state } as Sent;
}

export interface ViewMenuProps {
  readonly list: ViewList;
  readonly state: AnyView['state'];
  readonly views: readonly AnyView[];
  /** The saved view that is looked at, changed or not. */
  readonly current: AnyView | null;
  readonly isChanged: boolean;
  readonly mayShare: boolean;
  readonly onShow: (view: AnyView | null) => void;
}

/** Keeps what is shown under a name, and changes or removes what was kept. */
export function ViewMenu({ list, state, views, current, isChanged, mayShare, onShow }: ViewMenuProps) {
  const words = useWords(listWords).views;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const errorText = useErrorText();
  const [editing, setEditing] = useState<'new' | 'rename' | null>(null);
  const reload = () => queries.invalidateQueries({ queryKey: trpc.savedViews.list.queryKey({ list }) });
  const failed = (error: unknown) => toast({ text: errorText(error) });
  const save = useMutation(trpc.savedViews.save.mutationOptions());
  const update = useMutation(trpc.savedViews.update.mutationOptions());
  const remove = useMutation(trpc.savedViews.remove.mutationOptions());
  const write = (view: AnyView) => update.mutateAsync({ savedViewId: view.savedViewId, ...sent(view) });
  /** Puts back what roles began with before another view took their place. */
  const putBack = async (roles: readonly OrgRole[], except: string) => {
    for (const view of views) if (view.savedViewId !== except && view.defaultFor.some((role) => roles.includes(role))) await write(view);
  };
  const rewrite = async (before: AnyView, next: AnyView, text: string) => {
    await write(next);
    await reload();
    toast({
      text: fill(text, { name: next.name }),
      undo: async () => {
        await write(before);
        await putBack(next.defaultFor, before.savedViewId);
        await reload();
      },
    });
  };
  const keep = async (name: string, shared: boolean, defaultFor: readonly OrgRole[]) => {
    const saved = await save.mutateAsync(sent({ list, name, shared, defaultFor: [...defaultFor], state }));
    await reload();
    onShow(saved);
    toast({
      text: fill(words.saved, { name: saved.name }),
      undo: async () => {
        await remove.mutateAsync({ savedViewId: saved.savedViewId });
        await putBack(defaultFor, saved.savedViewId);
        onShow(current);
        await reload();
      },
    });
  };
  const takeAway = async (view: AnyView) => {
    await remove.mutateAsync({ savedViewId: view.savedViewId });
    onShow(null);
    await reload();
    toast({
      text: fill(words.removed, { name: view.name }),
      undo: async () => {
        await save.mutateAsync(sent(view));
        await reload();
      },
    });
  };
  const mayChange = current !== null && (!current.shared || mayShare);
  return (
    <>
      {current !== null && mayChange ? (
        <Suspense fallback={null}>
          <Menu
            label={`${words.manage} ${current.name}`}
            items={[
              ...(isChanged
                ? [
                    {
                      id: 'overwrite',
                      label: words.overwrite,
                      onAction: () => void rewrite(current, { ...current, state }, words.overwritten).catch(failed),
                    },
                  ]
                : []),
              { id: 'rename', label: words.rename, onAction: () => setEditing('rename') },
              { id: 'remove', label: words.remove, tone: 'danger' as const, onAction: () => void takeAway(current).catch(failed) },
            ]}
          />
        </Suspense>
      ) : null}
      <Button kind="ghost" size="sm" icon={<BookmarkPlus size={16} aria-hidden />} onPress={() => setEditing('new')}>
        {words.save}
      </Button>
      {editing === null ? null : (
        <Suspense fallback={null}>
          <ViewDialog
            view={editing === 'rename' ? current : null}
            mayShare={mayShare}
            onClose={() => setEditing(null)}
            onSave={async (name, shared, defaultFor) => {
              if (editing === 'rename' && current !== null)
                await rewrite(current, { ...current, name, shared, defaultFor: [...defaultFor] }, words.saved);
              else await keep(name, shared, defaultFor);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
