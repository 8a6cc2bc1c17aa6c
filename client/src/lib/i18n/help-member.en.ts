import type { DoorArea, MemberArea } from '../help-area.ts';
import type { HelpText } from './help-words.ts';

export const helpMemberEn: Readonly<Record<MemberArea, HelpText>> = {
  home: {
    title: 'Home',
    what: 'Shows the fees to pay now, and news.',
    tasks: ['Pay a fee', 'Get a receipt', 'Show the membership card'],
  },
  bills: {
    title: 'Payments',
    what: 'Your bills so far, and whether they are paid.',
    tasks: ['Open an unpaid bill and pay it', 'Pay several bills at once', 'Save an invoice or a receipt'],
  },
  pay: {
    title: 'Paying a fee',
    what: 'Choose how to pay. Which ways there are depends on the organisation.',
    tasks: [
      'Choose a card, a convenience store or another way',
      'Take the number and pay before its day',
      'Wait until it shows as paid, which may take minutes',
    ],
  },
  receipts: {
    title: 'Receipts',
    what: 'Receipts of the fees you have paid.',
    tasks: ['Open and save a receipt', 'Print it', 'Ask the office for another addressee'],
  },
  card: {
    title: 'Membership card',
    what: 'A card to show on the screen. Once opened, it works without a connection.',
    tasks: ['Show the QR code at the desk', 'See your member number', 'See until when it is valid'],
  },
  proof: {
    title: 'Yearly proof',
    what: 'For papers that are asked for each year, such as a student card.',
    tasks: ['Take a photograph and send it', 'See whether it was accepted', 'Send it again when it was returned'],
  },
  renewal: {
    title: 'Renewal',
    what: 'How long your membership lasts, and the next term.',
    tasks: ['See until when you are a member', 'Pay for the next term', 'Choose or leave automatic renewal'],
  },
  profile: {
    title: 'Your details',
    what: 'Your address and contact as the office knows them.',
    tasks: [
      'Change your address or phone number',
      'Ask for changes that need approval, and follow them',
      'Tell the office what you cannot change yourself',
    ],
  },
  methods: {
    title: 'Ways of paying',
    what: 'Cards and accounts that are used for each payment.',
    tasks: ['Leave a card or take it back', 'See the direct debit', 'See monthly payments'],
  },
  settings: {
    title: 'Settings',
    what: 'How you sign in, your e-mail address, and the language.',
    tasks: ['Change the password or the e-mail address', 'Add a passkey', 'Sign out on other devices'],
  },
};

export const helpDoorEn: Readonly<Record<DoorArea, HelpText>> = {
  front: {
    title: 'First page',
    what: 'Tsudoi does the work of members and fees for associations.',
    tasks: [
      'Members find their organisation and sign in',
      'Apply to join on the page of an organisation',
      'Organisations start here for free',
    ],
  },
  signUp: {
    title: 'Opening an organisation',
    what: 'Starts Tsudoi for a new organisation.',
    tasks: [
      'Enter its name and an e-mail address',
      'Open the link in the mail and enter the password you chose',
      'Look among unwanted mail if none comes',
    ],
  },
  login: {
    title: 'Signing in',
    what: 'The way into My Page.',
    tasks: [
      'Sign in with log-in ID and password, or with a passkey',
      'Sign in with the six-digit code or the link in a mail',
      'Go to “First log-in” the first time',
    ],
  },
  first: {
    title: 'First log-in',
    what: 'The first time, with the provisional ID from the office.',
    tasks: ['Enter provisional ID and password', 'Confirm your name', 'Choose a password of your own'],
  },
  forgot: {
    title: 'Cannot sign in',
    what: 'When you do not know your password or log-in ID.',
    tasks: ['Enter your e-mail address', 'Follow the mail', 'Ask the office when you cannot get mail'],
  },
  officeLogin: {
    title: 'Office log-in',
    what: 'The way in for people of the office.',
    tasks: ['Sign in with e-mail address and password', 'Enter the code of the second step', 'Choose a new password by mail'],
  },
  join: {
    title: 'Applying to join',
    what: 'Applies for membership. What you have typed is kept for 30 days.',
    tasks: ['Confirm your e-mail address', 'Fill in the form and send it', 'Wait for the decision by mail'],
  },
  billLink: {
    title: 'Paying a bill',
    what: 'Pays one bill by the link in a mail of the organisation, without a log-in.',
    tasks: ['See what the bill is for and how much', 'Choose how to pay', 'See the number and its deadline again'],
  },
  payer: {
    title: 'Paying for members',
    what: 'An employer pays members’ fees here, without a log-in.',
    tasks: ['See whose fees they are', 'Save the invoice', 'Choose how to pay'],
  },
  operator: {
    title: 'Operator',
    what: 'For the people who run Tsudoi.',
    tasks: ['Decide on applications for payments', 'Approve payouts', 'Help an organisation that cannot get in'],
  },
};
