/** One value of a form or a query as text; what came as a list or an object counts as not sent. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
