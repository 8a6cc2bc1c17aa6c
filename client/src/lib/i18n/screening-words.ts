import type {
  ScreeningDocument,
  ScreeningFacts,
  ScreeningGap,
  ScreeningMethod,
  ScreeningState,
  ScreeningStep,
} from '@tsudoi/shared/contracts/payments/screening.contract';

interface ScreeningWords {
  /** A step and the methods it was about. */
  readonly entry: string;
  readonly comma: string;
  /** Done by no person. */
  readonly automatic: string;
  readonly methods: Readonly<Record<ScreeningMethod, string>>;
  readonly states: Readonly<Record<ScreeningState, string>>;
  readonly steps: Readonly<Record<ScreeningStep, string>>;
  readonly fields: Readonly<Record<Exclude<ScreeningGap, 'identity' | 'registry'>, string>>;
  readonly documents: Readonly<Record<ScreeningDocument, string>>;
  readonly purposes: Readonly<Record<Exclude<ScreeningFacts['purpose'], ''>, string>>;
  readonly accountTypes: Readonly<Record<Exclude<ScreeningFacts['accountType'], ''>, string>>;
}

/** What both sides of the screening call things: the organisation, and the operator. */
const ja: ScreeningWords = {
  entry: '{{step}}：{{methods}}',
  comma: '、',
  automatic: '自動',
  methods: {
    card: 'クレジットカード',
    konbini: 'コンビニ',
    payeasy: 'ペイジー',
    virtual_account: '銀行振込（専用口座）',
  },
  states: {
    draft: '申し込み前',
    submitted: '受付済み',
    reviewing: '審査中',
    docs_requested: '書類待ち',
    approved: '承認',
    rejected: '見送り',
    live: '利用中',
    revoked: '利用停止',
  },
  steps: {
    submitted: '申し込み',
    reviewing: '審査の開始',
    docs_requested: '書類の依頼',
    answered: '書類の提出',
    approved: '承認',
    rejected: '見送り',
    live: '利用の開始',
    revoked: '利用の停止',
  },
  fields: {
    legalName: '団体の正式な名前',
    corporateNumber: '法人番号',
    postalCode: '郵便番号',
    address: '住所',
    phone: '電話',
    repFamilyName: '代表者の姓',
    repGivenName: '代表者の名',
    repFamilyNameKana: '代表者のセイ',
    repGivenNameKana: '代表者のメイ',
    repBirthDate: '代表者の生年月日',
    bankCode: '銀行コード',
    branchCode: '支店コード',
    accountType: '口座の種類',
    accountNumber: '口座番号',
    accountHolder: '口座名義（カナ）',
    purpose: '集めるお金の目的',
    purposeText: '目的の説明',
    methods: '申し込む支払い方法',
  },
  documents: {
    identity: '本人確認書類',
    registry: '登記事項証明書',
    bylaws: '会則・定款',
    accounts: '決算書',
    other: 'そのほか',
  },
  purposes: { dues: '会費', events: '行事の参加費', goods: '物品', other: 'そのほか', donation: '寄付' },
  accountTypes: { ordinary: '普通', current: '当座' },
};

const en: ScreeningWords = {
  entry: '{{step}}: {{methods}}',
  comma: ', ',
  automatic: 'by itself',
  methods: {
    card: 'Credit card',
    konbini: 'Convenience store',
    payeasy: 'Pay-easy',
    virtual_account: 'Bank transfer (own account number)',
  },
  states: {
    draft: 'Not sent',
    submitted: 'Received',
    reviewing: 'Under review',
    docs_requested: 'Waits for documents',
    approved: 'Approved',
    rejected: 'Turned down',
    live: 'In use',
    revoked: 'Ended',
  },
  steps: {
    submitted: 'Applied',
    reviewing: 'Review began',
    docs_requested: 'Documents asked for',
    answered: 'Documents sent',
    approved: 'Approved',
    rejected: 'Turned down',
    live: 'Went live',
    revoked: 'Ended',
  },
  fields: {
    legalName: 'Full legal name',
    corporateNumber: 'Corporate number',
    postalCode: 'Postal code',
    address: 'Address',
    phone: 'Telephone',
    repFamilyName: 'Representative: family name',
    repGivenName: 'Representative: given name',
    repFamilyNameKana: 'Representative: family name in kana',
    repGivenNameKana: 'Representative: given name in kana',
    repBirthDate: 'Representative: date of birth',
    bankCode: 'Bank code',
    branchCode: 'Branch code',
    accountType: 'Kind of account',
    accountNumber: 'Account number',
    accountHolder: 'Account holder in kana',
    purpose: 'What the money is for',
    purposeText: 'Explanation',
    methods: 'Methods to apply for',
  },
  documents: {
    identity: 'ID document',
    registry: 'Certificate of the registry',
    bylaws: 'Articles or bylaws',
    accounts: 'Financial statement',
    other: 'Other',
  },
  purposes: { dues: 'Dues', events: 'Event fees', goods: 'Goods', other: 'Other', donation: 'Donations' },
  accountTypes: { ordinary: 'Ordinary', current: 'Current' },
};

export const screeningWords = { ja, en };
