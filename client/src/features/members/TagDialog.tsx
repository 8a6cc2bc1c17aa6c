import { useQuery } from '@tanstack/react-query';
import { Dialog } from '../../components/Dialog.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { useWords } from '../../lib/words.ts';
import { WhereChoice, type WhereProps } from './GroupDialog.tsx';
import { recordTexts } from './record-texts.ts';
import './record.css';

/** The tags in use, to narrow the list by one of them. */
export function TagDialog({
  onChoose,
  onClose,
  ...where
}: WhereProps & { readonly onChoose: (tag: string) => void; readonly onClose: () => void }) {
  const words = useWords(recordTexts);
  const trpc = useTRPC();
  const tags = useQuery(trpc.members.tags.queryOptions());
  return (
    <Dialog isOpen onClose={onClose} title={words.tagTitle}>
      <QueryState query={tags} skeleton={<ListSkeleton rows={2} />}>
        {(known) =>
          known.length === 0 ? (
            <p>{words.tagsEmpty}</p>
          ) : (
            <div className="stack">
              <WhereChoice {...where} />
              <div className="row record-tags">
                {known.map((tag) => (
                  <button key={tag} type="button" className="chip" onClick={() => onChoose(tag)}>
                    {tag}
                  </button>
                ))}
              </div>
            </div>
          )
        }
      </QueryState>
    </Dialog>
  );
}
