import { useSyncExternalStore } from 'react';
import { formatTime } from '../../lib/dates.ts';
import { Rich, fill, useWords } from '../../lib/words.ts';
import { paymentTexts } from './texts.ts';

function watchConnection(onChange: () => void): () => void {
  window.addEventListener('online', onChange);
  window.addEventListener('offline', onChange);
  return () => {
    window.removeEventListener('online', onChange);
    window.removeEventListener('offline', onChange);
  };
}

/** Says that we are waiting, and since when we last looked; never that something was paid. */
export function LiveStrip({ checkedAt }: { checkedAt: number }) {
  const words = useWords(paymentTexts).number;
  const online = useSyncExternalStore(watchConnection, () => navigator.onLine);
  return (
    <div className={online ? 'pay-live' : 'pay-live pay-live--off'}>
      <span className="pay-pulse" aria-hidden="true" />
      <b role="status">{words.waiting}</b>
      <p>
        {online ? words.waitingText : words.offline}{' '}
        <span className="phrase">
          <Rich text={fill(words.lastChecked, { time: formatTime(new Date(checkedAt).toISOString()) })} tag="span" />
        </span>
      </p>
    </div>
  );
}
