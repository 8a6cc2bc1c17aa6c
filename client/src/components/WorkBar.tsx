import { formatDuration } from '../lib/dates.ts';
import { figure } from '../lib/money.ts';
import type { Pace } from '../lib/pace.ts';
import { Progress } from './Progress.tsx';
import './work-bar.css';

export interface WorkBarProps {
  readonly done: number;
  readonly total: number;
  readonly pace: Pace | null;
  /** What is done now; also the name of the bar. */
  readonly text: string;
  readonly under?: string;
  readonly isMoving: boolean;
  readonly words: { readonly of: string; readonly left: string; readonly rate: (perSecond: number) => string };
}

/** How far a work of the server is, how fast, and how long still. */
export function WorkBar({ done, total, pace, text, under = text, isMoving, words }: WorkBarProps) {
  return (
    <div className="work-bar">
      <div className="work-bar__top">
        <p className="work-bar__big" role="status">
          {figure(done)}
          <small>{words.of}</small>
        </p>
        {pace === null ? null : (
          <p className="work-bar__eta">
            {words.left}
            <b>{formatDuration(pace.etaSeconds)}</b>
          </p>
        )}
      </div>
      <Progress done={done} total={total} label={text} striped={isMoving} />
      <p className="work-bar__under">
        <span>{under}</span>
        {pace === null ? null : <span>{words.rate(pace.ratePerSecond)}</span>}
      </p>
    </div>
  );
}
