import { Row, Rows } from '../../components/Panel.tsx';
import { useWords } from '../../lib/words.ts';
import { dunningTexts } from './dunning-texts.ts';
import './dunning.css';

/** A notice word for word; what it says is of the language that the member reads. */
export function NoticeText({ to, subject, text, short = false }: { to?: string; subject: string; text: string; short?: boolean }) {
  const words = useWords(dunningTexts);
  return (
    <>
      <Rows>
        {to === undefined ? null : (
          <Row label={words.to}>
            <span lang="ja">{to}</span>
          </Row>
        )}
        <Row label={words.subject}>
          <span lang="ja">{subject}</span>
        </Row>
      </Rows>
      <p className={short ? 'dunning-text dunning-text--short' : 'dunning-text'} lang="ja" tabIndex={0}>
        {text}
      </p>
      {text.includes('/my/pay/') ? <p className="muted">{words.linkOpens}</p> : null}
    </>
  );
}
