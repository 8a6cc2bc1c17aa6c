import type { OfficeArea } from '../help-area.ts';
import type { HelpText } from './help-words.ts';

export const helpOfficeEn: Readonly<Record<OfficeArea, HelpText>> = {
  home: {
    title: 'To do',
    what: 'The work of today: applications, discrepancies and what is unpaid.',
    tasks: ['See who waits under “Applications”', 'Clear the discrepancies', 'Press Ctrl+K to find a member or a bill'],
  },
  members: {
    title: 'Members',
    what: 'The roll. Search it, filter it, change many at once, or export it.',
    tasks: ['Search by name, number or e-mail', 'Add a condition, such as unpaid bills', 'Export as CSV, Excel or address labels'],
  },
  memberNew: {
    title: 'New member',
    what: 'Adds one member.',
    tasks: ['Enter a name and a membership type', 'Issue a provisional ID for them', 'Use “Import” for many'],
  },
  corporate: {
    title: 'Corporate members',
    what: 'Companies and bodies, each with a liaison, a representative and a billing contact.',
    tasks: ['Add a corporate member', 'Change its contacts', 'Export the list'],
  },
  applications: {
    title: 'Applications',
    what: 'Applications to join, from the web or on paper, wait here for a decision.',
    tasks: ['Read and approve', 'Return what has to be corrected', 'Enter an application on paper'],
  },
  logins: {
    title: 'Members’ log-ins',
    what: 'Lets members into My Page.',
    tasks: ['Invite who has not been in', 'Print letters for who has no e-mail', 'Answer questions about a log-in ID'],
  },
  import: {
    title: 'Import',
    what: 'Takes in a roll from Excel or another program. It can be undone for seven days.',
    tasks: ['Choose a CSV file and say what its columns are', 'Mend or leave out rows with errors', 'Undo an import on its result page'],
  },
  duplicates: {
    title: 'Duplicates',
    what: 'Shows records that may be the same person, and merges them.',
    tasks: ['Compare the two records', 'Choose which one stays, and merge', 'Say that they are different people'],
  },
  changes: {
    title: 'Change requests',
    what: 'Changes of their records that members ask for.',
    tasks: ['Compare before and after, and approve', 'Refuse with a reason', 'Say in “Member fields” which fields need approval'],
  },
  proofs: {
    title: 'Yearly proofs',
    what: 'Papers that are asked for each year, such as student cards.',
    tasks: ['Look at a paper and accept it', 'Return it with a reason', 'See who has sent none'],
  },
  numbers: {
    title: 'Numbering',
    what: 'Sets the form of member numbers and gives them to whoever has none.',
    tasks: ['Set the form', 'See who has no number', 'Give numbers to all of them'],
  },
  types: {
    title: 'Membership types',
    what: 'Types such as regular and student, and their annual fees.',
    tasks: ['Add a type', 'Say from when a fee changes', 'Put a type away'],
  },
  bounced: {
    title: 'Mail that bounced',
    what: 'Members whose mail came back.',
    tasks: ['Ask for the right address', 'Trust a mended address again', 'Send by post until then'],
  },
  renewals: {
    title: 'Renewals',
    what: 'Whose term ends, and how renewing goes.',
    tasks: ['See whose term ends next month', 'See the renewal bills', 'Save the list as CSV'],
  },
  runs: {
    title: 'Billing runs',
    what: 'Bills many members at once. Members see nothing before the confirmation.',
    tasks: ['Check who, how much, and who is left out', 'Make the bills and confirm', 'Cancel before confirming, and start again'],
  },
  bills: {
    title: 'Bills',
    what: 'Every bill, by state and year.',
    tasks: ['Open a bill and record a payment', 'Correct what is wrong', 'Export the list'],
  },
  arrears: {
    title: 'Arrears',
    what: 'Who owes how much for which years.',
    tasks: ['Filter by years to find old debts', 'Go on to the reminders', 'Export the list'],
  },
  reminders: {
    title: 'Reminders',
    what: 'Reminds members who have not paid, in stages.',
    tasks: ['Read text and recipients before it goes', 'Hold somebody’s reminders', 'Print letters for who has no e-mail'],
  },
  recurring: {
    title: 'Monthly plans',
    what: 'Products that are paid monthly, and who pays them; also who pays their dues by card.',
    tasks: ['Make a product and share its link', 'Stop a member’s plan', 'Find who has not saved a card for their dues'],
  },
  items: {
    title: 'Billing items',
    what: 'What bills are called and what receipts say.',
    tasks: ['Add an item', 'Set its wording and tax', 'Set amounts by membership type'],
  },
  payments: {
    title: 'Payments',
    what: 'Every yen that came in, and the bills it was used for.',
    tasks: ['Take back a wrong entry', 'Ask for a refund', 'Export the list'],
  },
  deposits: {
    title: 'Bank deposits',
    what: 'Reads the bank’s file and settles whose each deposit is.',
    tasks: ['Upload the bank’s file', 'Check a proposal and press Enter', 'Put aside what nobody knows'],
  },
  settlements: {
    title: 'Provider settlements',
    what: 'What a payment provider transfers, payment by payment.',
    tasks: ['See what a transfer is made of', 'Look at what does not fit', 'Look for a transfer that is late'],
  },
  refunds: {
    title: 'Refunds',
    what: 'Gives money back to members.',
    tasks: ['Approve a refund', 'Record one that was transferred', 'Record a transfer that came back'],
  },
  payLinks: {
    title: 'Employer pay links',
    what: 'Links by which an employer pays for members.',
    tasks: ['Choose bills and make a link', 'Send it with an invoice', 'Withdraw a link'],
  },
  payouts: {
    title: 'Payouts',
    what: 'What is paid out to the organisation’s account, and what it is made of.',
    tasks: ['See each month', 'Check fees and refunds', 'Save it as CSV or PDF'],
  },
  directDebit: {
    title: 'Direct debit',
    what: 'Draws dues from members’ bank accounts.',
    tasks: ['Enter a mandate', 'Check the closing and the day', 'See what could not be drawn'],
  },
  papers: {
    title: 'Issued papers',
    what: 'Invoices and receipts as they were issued.',
    tasks: ['Search by member or number', 'Issue a receipt again', 'Take out a period as one file'],
  },
  books: {
    title: 'Journals',
    what: 'Makes files of journals for accounting programs.',
    tasks: ['Set the accounts', 'Choose a month and make a file', 'Discard a file that was not taken in'],
  },
  discrepancies: {
    title: 'Discrepancies',
    what: 'Money that somebody has to decide about.',
    tasks: ['Read what happened', 'Use it for a bill, or return it', 'Close it with a reason'],
  },
  exports: {
    title: 'Exported files',
    what: 'Files of lists with more than 5,000 rows, to be saved when they are ready.',
    tasks: ['See how far a file is', 'Save it within 24 hours', 'Export again from the list'],
  },
  settings: {
    title: 'Settings',
    what: 'The organisation, payments, papers, reminders, and who works in the office.',
    tasks: ['Enter address and contact', 'Invite somebody', 'Apply for online payments'],
  },
  audit: {
    title: 'Audit log',
    what: 'Who did what and when. Nothing of it can be changed.',
    tasks: ['See what was done lately', 'See who exported the roll', 'See a member’s own history on their page'],
  },
};
