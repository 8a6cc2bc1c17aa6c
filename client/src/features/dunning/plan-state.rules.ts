/** What of the list stands in the address; its defaults do not. */
export const planStart = { view: 'due', q: '', stage: 0, reason: '', page: 1 };
export type PlanState = typeof planStart;
