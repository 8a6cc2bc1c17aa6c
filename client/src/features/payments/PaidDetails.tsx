import { useQuery } from '@tanstack/react-query';
import { Row, Rows, Slip } from '../../components/Panel.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Yen } from '../../components/Yen.tsx';
import { formatDate, formatMoment } from '../../lib/dates.ts';
import { useTRPC } from '../../lib/trpc.ts';
import type { BillDetail, BillPayment, ChargeView } from '../../lib/views.ts';
import { useWords } from '../../lib/words.ts';
import { ReceiptIssue, ReceiptSave } from './ReceiptIssue.tsx';
import { paidWithFee } from './result.rules.ts';
import { paymentTexts } from './texts.ts';

interface PaidDetailsProps {
  readonly bill: BillDetail;
  readonly payment: BillPayment | null;
  readonly charge: ChargeView | null | undefined;
  readonly final: boolean;
}

/** How, when and under which number it was paid; below the stitch, the receipt. */
export function PaidDetails({ bill, payment, charge, final }: PaidDetailsProps) {
  const words = useWords(paymentTexts);
  const paid = paidWithFee(payment, charge);
  return (
    <section className="pay-receipt" aria-label={words.result.details}>
      <Slip
        top={
          payment === null ? (
            <Skeleton width="100%" height={96} />
          ) : (
            <Rows>
              <Row label={words.result.method}>{(words.methods as Readonly<Record<string, string>>)[payment.method] ?? payment.method}</Row>
              {payment.payerName === null ? null : <Row label={words.result.payer}>{payment.payerName}</Row>}
              {/* Money that the office entered has a day, and no hour. */}
              <Row label={words.result.when}>
                {payment.paymentNumber === '' ? formatDate(payment.receivedAt) : formatMoment(payment.receivedAt)}
              </Row>
              {paid === null ? null : (
                <>
                  <Row label={words.fee}>
                    <Yen value={paid.fee} />
                  </Row>
                  <Row label={words.result.paidInAll}>
                    <Yen value={paid.sum} />
                  </Row>
                </>
              )}
              {payment.paymentNumber === '' ? null : <Row label={words.result.number}>{payment.paymentNumber}</Row>}
            </Rows>
          )
        }
        foot={
          final ? <ReceiptPart bill={bill} payer={payment?.payerName ?? null} /> : <p className="pay-hint">{words.result.receiptLater}</p>
        }
      />
    </section>
  );
}

function ReceiptPart({ bill, payer }: { bill: BillDetail; payer: string | null }) {
  const trpc = useTRPC();
  const receipt = useQuery(trpc.documents.receiptOfBill.queryOptions({ billId: bill.billId }));
  if (receipt.data === undefined) return <Skeleton width="100%" height={52} />;
  return receipt.data === null ? <ReceiptIssue bill={bill} payer={payer} /> : <ReceiptSave receipt={receipt.data} />;
}
