import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { formatYen } from '../../lib/money.ts';
import type { DeskDeposit, DeskLink } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { type DraftPayer, type DraftShare, linkOfChosen } from './deposit.rules.ts';
import { depositPayerTexts } from './deposit-payer-texts.ts';
import { depositTexts } from './deposit-texts.ts';
import { Point } from './DepositEvidence.tsx';
import { Amount, DueAndRest } from './DepositShares.tsx';

/** Why a deposit may be a payer's: the number of their invoice in the line, and the sum. */
function PayerEvidence({ deposit, link }: { readonly deposit: DeskDeposit; readonly link: DeskLink }) {
  const words = useWords(depositTexts);
  const say = useWords(depositPayerTexts);
  const apart = deposit.amount - link.open;
  const known = link.paid
    ? say.paid
    : apart === 0
      ? say.same
      : fill(apart > 0 ? words.fits.over : words.fits.short, { apart: Math.abs(apart) });
  return (
    <dl className="deposit-ev">
      {link.invoiceNumber === null ? null : (
        <Point
          label={say.invoice}
          told={<mark>{fill(words.evidence.numberIn, { number: link.invoiceNumber })}</mark>}
          known={say.invoiceIs}
          agrees
        />
      )}
      <Point
        label={words.evidence.sum}
        told={<span className="num">{formatYen(deposit.amount)}</span>}
        known={known}
        agrees={apart === 0}
      />
    </dl>
  );
}

interface DepositPayerProps {
  readonly deposit: DeskDeposit;
  readonly draft: DraftPayer;
  onChange(draft: DraftPayer): void;
  /** Member by member after all. */
  onInstead(): void;
}

/** What of a payer's transfer goes on which bill of their link, whosever they are. */
export function DepositPayer({ deposit, draft, onChange, onInstead }: DepositPayerProps) {
  const say = useWords(depositPayerTexts);
  const { link, amounts, advance } = draft;
  return (
    <div>
      <div className="deposit-alloc">
        <div className="deposit-alloc__head">
          <b>{fill(say.as, { name: link.payerName })}</b>
          {link.expired ? <span className="muted">{say.expired}</span> : null}
          {link.paid ? <span className="muted">{say.paid}</span> : null}
          <span className="grow" />
          <Button size="sm" onPress={onInstead}>
            {say.instead}
          </Button>
        </div>
        {link.paid ? <Note kind="warn">{say.paidTwice}</Note> : null}
        <ul className="deposit-lines">
          {link.bills.map((bill) => (
            <li key={bill.billId}>
              <span>
                <b>{bill.memberName}</b>
                <span className="muted">
                  <span className="num">{bill.memberNumber}</span> {bill.billName}
                </span>
                <DueAndRest bill={bill} />
              </span>
              <Amount
                label={fill(say.shareOf, { name: bill.memberName, bill: bill.billName })}
                value={amounts[bill.billId] ?? 0}
                onChange={(amount) => onChange({ ...draft, amounts: { ...amounts, [bill.billId]: amount } })}
              />
            </li>
          ))}
          <li>
            <span className="muted">{say.advance}</span>
            <Amount label={say.advance} value={advance} onChange={(next) => onChange({ ...draft, advance: next })} />
          </li>
        </ul>
      </div>
      <PayerEvidence deposit={deposit} link={link} />
    </div>
  );
}

/** What is open of a link. */
export function LinkOffer({ link }: { readonly link: DeskLink }) {
  const say = useWords(depositPayerTexts);
  return <span className="muted">{link.paid ? say.paid : fill(say.offer, { count: link.bills.length, open: link.open })}</span>;
}

interface OffersProps {
  readonly deposit: DeskDeposit;
  readonly links: readonly DeskLink[];
  /** What was chosen of members. */
  readonly drafts: readonly DraftShare[];
  onChoose(link: DeskLink): void;
}

/** Payers whose transfer it may be. Where all that was chosen lies in the link of one, that is said first. */
export function DepositPayerOffers({ deposit, links, drafts, onChoose }: OffersProps) {
  const say = useWords(depositPayerTexts);
  const all = linkOfChosen(drafts, links);
  if (links.length === 0) return null;
  return (
    <div className="deposit-others">
      <h3>{say.offers}</h3>
      {all === null ? null : <Note kind="warn">{fill(say.allHeld, { name: all.payerName })}</Note>}
      {(all === null ? links : [all, ...links.filter((link) => link !== all)]).map((link) => (
        <div key={link.payLinkId} className="deposit-other">
          <div>
            <p className="deposit-payer__name">
              <b>{link.payerName}</b> <LinkOffer link={link} /> {link.expired ? <span className="muted">{say.expired}</span> : null}
            </p>
            <PayerEvidence deposit={deposit} link={link} />
          </div>
          <Button label={fill(say.chooseOf, { name: link.payerName })} onPress={() => onChoose(link)}>
            {say.choose}
          </Button>
        </div>
      ))}
    </div>
  );
}
