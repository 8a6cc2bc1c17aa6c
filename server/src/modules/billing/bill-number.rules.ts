import type { FiscalYear } from '@tsudoi/shared/kernel/jst';

/** Of one series per organisation and fiscal year, whatever made the bill. */
export function billNumber(fiscalYear: FiscalYear, sequence: number): string {
  return `${fiscalYear}-${String(sequence).padStart(6, '0')}`;
}

export function billSeries(fiscalYear: FiscalYear): string {
  return `bill-${fiscalYear}`;
}
