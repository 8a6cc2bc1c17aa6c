import type { ListExportInput } from '@tsudoi/shared/contracts/reports/list-export.contract';
import type { JstDate } from '@tsudoi/shared/kernel/jst';
import { listFileEnding } from '../../../platform/list-file.ts';

/** What the office calls the list. */
export function listName(wish: ListExportInput): string {
  if (wish.list === 'members') return wish.kind === 'corporate' ? '法人会員名簿' : '会員名簿';
  if (wish.list === 'bills') return '請求';
  if (wish.list === 'payments') return '入金';
  if (wish.list === 'cancellations') return 'まとめて取り消し';
  if (wish.list === 'run_rows') return '請求作成';
  if (wish.list === 'proofs') return '年次の証明';
  if (wish.list === 'dues_cards') return '会費のカード';
  return wish.show === 'all' ? '請求と入金' : '未納';
}

/** What its file is called, by the day it was asked for. */
export const listFileName = (wish: ListExportInput, day: JstDate): string => `${listName(wish)}_${day}.${listFileEnding(wish.format)}`;
