import { Printer } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Row, Rows } from '../../components/Panel.tsx';
import { formatDateLong } from '../../lib/dates.ts';
import { useOrg } from '../../lib/org.ts';
import type { ProvisionalPair } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { adminMemberTexts } from './admin-texts.ts';
import './members-admin.css';

/** The pair, shown once; the sheet below is what the printer gives. */
export function PairCard({ pair, name }: { readonly pair: ProvisionalPair; readonly name: string }) {
  const words = useWords(adminMemberTexts).pair;
  const org = useOrg();
  return (
    <div className="stack pair-card print-sheet">
      <p className="pair-card__name">{name}</p>
      <p className="print-only">{words.sheetText}</p>
      <p className="print-only num">{`${location.origin}/${org}`}</p>
      <Rows>
        <Row label={words.id}>
          <code className="pair-card__code">{pair.provisionalId}</code>
        </Row>
        <Row label={words.password}>
          <code className="pair-card__code">{pair.provisionalPassword}</code>
        </Row>
      </Rows>
      <p className="muted">{fill(words.until, { date: formatDateLong(pair.expiresAt) })}</p>
      <div className="no-print stack-8">
        <Note kind="warn">{words.note}</Note>
        <div className="row">
          <Button icon={<Printer size={18} strokeWidth={1.75} aria-hidden />} onPress={() => window.print()}>
            {words.print}
          </Button>
          <CopyButton size="md" text={`${words.id} ${pair.provisionalId}\n${words.password} ${pair.provisionalPassword}`} />
        </div>
      </div>
    </div>
  );
}
