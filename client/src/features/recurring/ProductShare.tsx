import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { QrCode } from '../../components/QrCode.tsx';
import type { RecurringProductView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { recurringTexts } from './recurring-texts.ts';

/** The address of a product for members: to be copied, shown or printed. It holds no secret. */
export function ProductShare({ product, onClose }: { readonly product: RecurringProductView; onClose(): void }) {
  const words = useWords(recurringTexts).share;
  return (
    <Dialog isOpen onClose={onClose} title={fill(words.title, { name: product.name })}>
      <p className="no-print">{words.text}</p>
      <div className="plan-poster print-sheet">
        <p className="plan-poster__paper plan-poster__name">{product.name}</p>
        <QrCode className="plan-qr" value={product.url} label={fill(words.qr, { name: product.name })} />
        <p className="plan-poster__paper">{words.poster}</p>
        <p className="plan-poster__paper">{product.url}</p>
      </div>
      <label className="field no-print">
        <span className="label">{words.address}</span>
        <span className="input">
          <input readOnly value={product.url} onFocus={(event) => event.target.select()} />
        </span>
      </label>
      <p className="row no-print">
        <CopyButton text={product.url} label={words.copy} size="md" />
        <Button onPress={() => globalThis.print()}>{words.print}</Button>
      </p>
    </Dialog>
  );
}
