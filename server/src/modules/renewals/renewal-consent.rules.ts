/** Which words on My Page a member agrees to; another date stands for other words. */
export const consentWording = '2026-11-27';
