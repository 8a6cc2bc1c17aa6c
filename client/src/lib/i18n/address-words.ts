/** Words of the fields of an address; only forms that have them load them. */
const ja = {
  none: 'この郵便番号の住所は見つかりませんでした。住所をそのまま入れてください。',
  left: 'この郵便番号の住所は「{{place}}」です。いまの住所は、そのまま残しています。',
  replace: 'この住所に入れ替える',
  several: 'この郵便番号の住所は{{count}}か所あります。選ぶと、住所に入ります。',
  prefecture: '都道府県',
  noPrefecture: '（選ばない）',
  city: '市区町村',
  street: '町名・番地',
  building: '建物名',
  abroad: '国外の住所',
  lineOne: '住所（1行目）',
  lineTwo: '住所（2行目）',
  cityAbroad: '都市・州・郵便番号',
  country: '国',
};

const en: typeof ja = {
  none: 'No address was found for this postal code. Please enter the address as it is.',
  left: 'This postal code stands for “{{place}}”. The present address is left as it is.',
  replace: 'Use this address instead',
  several: 'This postal code stands for {{count|place|places}}. Choose one to put it into the address.',
  prefecture: 'Prefecture',
  noPrefecture: '(none)',
  city: 'City, ward or town',
  street: 'Area and street number',
  building: 'Building and room',
  abroad: 'Address outside Japan',
  lineOne: 'Address line 1',
  lineTwo: 'Address line 2',
  cityAbroad: 'City, state and postal code',
  country: 'Country',
};

export const addressTexts = { ja, en };
