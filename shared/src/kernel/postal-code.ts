/** Seven digits as everybody reads them (oracle 44); what is no postal code of Japan, as it is. */
export const shownPostalCode = (code: string): string => code.replace(/^(\d{3})(\d{4})$/, '$1-$2');
