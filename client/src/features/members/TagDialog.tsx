import { useQuery } from '@tanstack/react-query';
import { Tag, tagsOffered } from '@tsudoi/shared/contracts/members/member-tag.contract';
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { DialogLine } from '../../components/DialogLine.tsx';
import { QueryState } from '../../components/QueryState.tsx';
import { ListSkeleton } from '../../components/Skeleton.tsx';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
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
              <TagChoice known={known} onChoose={onChoose} />
            </div>
          )
        }
      </QueryState>
    </Dialog>
  );
}

/** Where there are more tags than are offered, one of the others is typed. */
export function TagChoice({ known, onChoose }: { readonly known: readonly string[]; readonly onChoose: (tag: string) => void }) {
  const words = useWords(recordTexts);
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const choose = () => {
    const tag = Tag.safeParse(typed);
    setWrong(!tag.success);
    if (tag.success) onChoose(tag.data);
  };
  return (
    <>
      <div className="row record-tags">
        {known.map((tag) => (
          <button key={tag} type="button" className="chip" onClick={() => onChoose(tag)}>
            {tag}
          </button>
        ))}
      </div>
      {known.length < tagsOffered ? null : (
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            choose();
          }}
        >
          <p className="muted">{fill(words.tagOtherText, { count: tagsOffered })}</p>
          <DialogLine label={words.tagOther} value={typed} maxLength={30} missing={wrong ? words.tagWrong : null} onChange={setTyped} />
          <Button size="lg" type="submit">
            {words.tagApply}
          </Button>
        </form>
      )}
    </>
  );
}
