declare const shortened: unique symbol;
/** Made by `shortSubject` only, so that no mail can have another. */
export type MailSubject = string & { readonly [shortened]: true };

/** What turns the direction of letters, or is none: in a name it makes a line say something else than it holds. */
const marks = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** One line as it may stand in a head of a mail, without marks that turn or hide letters. */
export const headLine = (text: string): string => text.replace(marks, '');

/** A text of several lines without such marks; its line breaks stay. */
export const bodyLines = (text: string): string[] => text.split('\n').map(headLine);

function cut(text: string, most: number): string {
  const letters = [...headLine(text)];
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`;
}

/** interface.md 5.3: thirty full-width characters, so that no mail program cuts them. */
const subjectLimit = 30;
const brackets = 2;
/** Of the sender's name at least so much stays, or nobody knows it again. */
const leastName = 4;

/** 【sender】 and what it is about: the name is what is shortened, since the sender is named beside the subject too. */
export function shortSubject(senderName: string, subject: string): MailSubject {
  const about = cut(subject, subjectLimit - brackets - leastName);
  return `【${cut(senderName, subjectLimit - brackets - [...about].length)}】${about}` as MailSubject;
}
