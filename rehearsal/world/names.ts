/** Names to choose from; all domains lie under `example`, all addresses in the blocks kept for documentation. */
export const COMPANIES = [
  { name: 'Kitano', inKanji: '北野' },
  { name: 'Hoshino', inKanji: '星野' },
  { name: 'Aozora', inKanji: '青空' },
  { name: 'Sakuragi', inKanji: '桜木' },
  { name: 'Tanabe', inKanji: '田辺' },
  { name: 'Yamase', inKanji: '山瀬' },
  { name: 'Shiraishi', inKanji: '白石' },
  { name: 'Minakami', inKanji: '水上' },
] as const;

export type Correspondent = {
  readonly name: string;
  readonly domain: string;
  readonly local: string;
  readonly subjects: readonly string[];
};

/** Who writes to the company: customers, suppliers, machines. */
export const CORRESPONDENTS: readonly Correspondent[] = [
  {
    name: 'Minato Foods',
    domain: 'minato-foods.example',
    local: 'orders',
    subjects: ['Order', 'Change to order', 'Delivery slot'],
  },
  {
    name: 'Hikari Print',
    domain: 'hikari-print.example',
    local: 'desk',
    subjects: ['Proof ready', 'Quotation', 'Reprint'],
  },
  {
    name: 'Ogawa Logistics',
    domain: 'ogawa.example',
    local: 'dispatch',
    subjects: ['Pick-up', 'Waybill', 'Delay on route 3'],
  },
  {
    name: 'Tsubame Travel',
    domain: 'tsubame.example',
    local: 'booking',
    subjects: ['Itinerary', 'Seat change', 'Receipt'],
  },
  {
    name: 'Fujimori Law',
    domain: 'fujimori-law.example',
    local: 'office',
    subjects: ['Draft contract', 'Meeting', 'Signed copy'],
  },
  {
    name: 'Nagisa Clinic',
    domain: 'nagisa.example',
    local: 'reception',
    subjects: ['Health check', 'Appointment', 'Results'],
  },
  {
    name: 'Kumano Paper',
    domain: 'kumano-paper.example',
    local: 'sales',
    subjects: ['Price list', 'Stock notice', 'Invoice'],
  },
  {
    name: 'Sazanami Bank',
    domain: 'sazanami-bank.example',
    local: 'notice',
    subjects: ['Transfer received', 'Statement', 'Fee notice'],
  },
  {
    name: 'Akebono School',
    domain: 'akebono.example',
    local: 'letters',
    subjects: ['Newsletter', 'Open day', 'Thank you'],
  },
];

export const OWNERS = ['aoi', 'ken', 'mika', 'jonas', 'ritu', 'dana'] as const;

export const SPAM_SUBJECTS = [
  'You have won',
  'Last notice',
  'Cheap watches',
  'Your parcel waits',
  '未払いのお知らせ',
  'Re: Re: invoice',
];

/** Public resolvers: the operators' own addresses, second ones included (each with a cache of its own). */
export const PUBLIC_RESOLVERS: readonly {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Hands on what does not validate, as the operator says. */
  readonly lenient?: true;
}[] = [
  { name: 'google', addresses: ['8.8.8.8', '8.8.4.4'] },
  { name: 'cloudflare', addresses: ['1.1.1.1', '1.0.0.1'] },
  { name: 'quad9', addresses: ['9.9.9.10', '9.9.9.11'], lenient: true },
  { name: 'opendns', addresses: ['208.67.222.222', '208.67.220.220'] },
  { name: 'adguard', addresses: ['94.140.14.140', '94.140.14.141'] },
  { name: 'controld', addresses: ['76.76.2.0', '76.76.10.0'] },
  { name: 'dnssb', addresses: ['185.222.222.222', '45.11.45.11'] },
  { name: 'he', addresses: ['74.82.42.42'] },
  { name: 'cira', addresses: ['149.112.121.10', '149.112.122.10'] },
  { name: 'dns4eu', addresses: ['86.54.11.100', '86.54.11.200'] },
  { name: 'cznic', addresses: ['193.17.47.1', '185.43.135.1'] },
  { name: 'switch', addresses: ['130.59.31.248', '130.59.31.251'] },
];
