import type { BookingStatus, Role, Side } from '@duet/contract';

/** The demo marketplace: who is in it, what they booked and what they wrote. Times are days before the seeding. */

export interface DemoPerson {
  /** The first part of the e-mail address. */
  key: string;
  name: string;
  roles: Role[];
  timeZone: string;
}

export const PASSWORD = 'duet-demo';
export const DOMAIN = 'duet.example';

export const PEOPLE: DemoPerson[] = [
  { key: 'alice', name: 'Alice Moreau', roles: ['customer'], timeZone: 'Europe/Paris' },
  { key: 'bruno', name: 'Bruno Castellani', roles: ['artist'], timeZone: 'Europe/Lisbon' },
  { key: 'ada', name: 'Ada Nwosu', roles: ['owner'], timeZone: 'Europe/London' },
  { key: 'iris', name: 'Iris Vermeulen', roles: ['investigator', 'auditor'], timeZone: 'Europe/Amsterdam' },
  { key: 'carol', name: 'Carol Whitaker', roles: ['customer'], timeZone: 'America/New_York' },
  { key: 'daniel', name: 'Daniel Okafor', roles: ['customer'], timeZone: 'Africa/Lagos' },
  { key: 'emma', name: 'Emma Lindqvist', roles: ['customer'], timeZone: 'Europe/Stockholm' },
  { key: 'jiho', name: '이지호', roles: ['customer'], timeZone: 'Asia/Seoul' },
  // Has booked, and not written yet.
  { key: 'hugo', name: 'Hugo Lambert', roles: ['customer'], timeZone: 'Europe/Brussels' },
  { key: 'noor', name: 'نور الهاشمي', roles: ['customer'], timeZone: 'Asia/Amman' },
  { key: 'mina', name: '김민아', roles: ['artist'], timeZone: 'Asia/Seoul' },
  { key: 'yusuf', name: 'يوسف العطار', roles: ['artist'], timeZone: 'Asia/Beirut' },
  { key: 'dora', name: 'Dora Fekete', roles: ['artist'], timeZone: 'Europe/Budapest' },
  { key: 'felix', name: 'Felix Brandt', roles: ['artist'], timeZone: 'Europe/Berlin' },
  {
    key: 'margareta',
    name: 'Margareta-Alexandrina Hohenstein-Österreicher',
    roles: ['artist'],
    timeZone: 'Europe/Vienna',
  },
  { key: 'priya', name: 'Priya Raman', roles: ['artist', 'customer'], timeZone: 'Asia/Kolkata' },
  { key: 'tomas', name: 'Tomás Ribeiro', roles: ['artist'], timeZone: 'America/Sao_Paulo' },
];

export interface DemoBooking {
  code: string;
  title: string;
  /** Days from the seeding; negative: past. */
  startsIn: number;
  hours: number;
  price: number;
  currency: string;
}

/** Something that happened: a message of a side, or a booking's new status brought about by a side. */
export type DemoStep =
  | { daysAgo: number; time: string; by: Side; text: string; about?: string }
  | { daysAgo: number; time: string; by: Side; booking: string; status: BookingStatus };

/** Two people, what was booked and what happened. Where nothing did, there is no conversation yet. */
export interface DemoConversation {
  customer: string;
  artist: string;
  bookings: DemoBooking[];
  steps: DemoStep[];
  /** How many of the last messages of the other side a side has not read yet. */
  unread?: Partial<Record<Side, number>>;
}

const says =
  (by: Side) =>
  (daysAgo: number, time: string, text: string, about?: string): DemoStep => ({
    daysAgo,
    time,
    by,
    text,
    ...(about === undefined ? {} : { about }),
  });
const customer = says('customer');
const artist = says('artist');
const becomes = (
  daysAgo: number,
  time: string,
  by: Side,
  booking: string,
  status: BookingStatus,
): DemoStep => ({ daysAgo, time, by, booking, status });

export const CONVERSATIONS: DemoConversation[] = [
  {
    customer: 'alice',
    artist: 'bruno',
    bookings: [
      {
        code: 'DU-1042',
        title: 'Family portraits in the park',
        startsIn: -38,
        hours: 2,
        price: 24_000,
        currency: 'EUR',
      },
      {
        code: 'DU-1187',
        title: 'Engagement session at sunset',
        startsIn: 6,
        hours: 3,
        price: 38_000,
        currency: 'EUR',
      },
      {
        code: 'DU-1215',
        title: 'Prints and album design',
        startsIn: 20,
        hours: 1,
        price: 12_500,
        currency: 'EUR',
      },
    ],
    steps: [
      becomes(52, '09:14', 'customer', 'DU-1042', 'requested'),
      customer(
        52,
        '09:15',
        'Hi Bruno! I love your portraits. We are two adults, two children and a very large dog.',
        'DU-1042',
      ),
      artist(52, '09:41', 'Hello Alice, thank you! Large dogs are my favourite subject 🐕'),
      artist(52, '09:42', 'Would the morning work? The light in the park is softest before ten.'),
      customer(52, '10:03', 'Morning is perfect, the children are at their best before lunch.'),
      becomes(52, '10:05', 'artist', 'DU-1042', 'accepted'),
      artist(
        52,
        '10:06',
        'Wonderful, it is in my calendar.\nMeet at the north gate? There is parking right beside it.',
      ),
      customer(52, '10:20', 'North gate it is. What should we wear?'),
      artist(52, '10:34', 'Calm colours, nothing with large logos. Layers are great if it is windy.'),
      customer(40, '18:02', 'Forecast says rain on the day… do we move it?'),
      artist(
        40,
        '18:30',
        'Let us decide the evening before. A little cloud is actually lovely for portraits.',
      ),
      customer(38, '08:12', 'Dry! See you at the gate in an hour 🙌'),
      artist(38, '08:15', 'Already here, testing the light. See you soon!'),
      becomes(37, '12:00', 'artist', 'DU-1042', 'completed'),
      artist(37, '12:04', 'That was so much fun. The gallery will be ready within a week.'),
      customer(37, '13:22', 'The children have not stopped talking about it. Thank you!!'),
      artist(
        31,
        '16:45',
        'Your gallery is ready: 64 edited pictures. My favourite is number 23, with the dog mid-jump.',
      ),
      customer(31, '17:10', '😍😍😍'),
      customer(31, '17:12', 'Number 23 is going to be framed and very big.'),
      becomes(12, '20:01', 'customer', 'DU-1187', 'requested'),
      customer(
        12,
        '20:02',
        'Back again: my sister is getting engaged, and she asked for "the dog photographer".',
        'DU-1187',
      ),
      artist(12, '20:40', 'Ha! That is going on my business card. Congratulations to her!'),
      artist(
        12,
        '20:41',
        'Sunset is at 17:52 that day, so I would begin at 15:30 and end with the golden light.',
      ),
      customer(11, '08:55', 'Could we do it by the river, near the old bridge?'),
      artist(11, '09:20', 'Yes, I know a quiet spot just below it. No permit needed for a party of three.'),
      becomes(11, '09:21', 'artist', 'DU-1187', 'accepted'),
      customer(11, '09:30', 'You are the best. I will pass on the details.'),
      customer(3, '19:05', 'One question: would you also take a few with her grandmother? She walks slowly.'),
      artist(
        3,
        '19:18',
        'Of course. There is a bench with a view a minute from the car park, we begin there.',
      ),
      customer(3, '19:20', 'Perfect, thank you.'),
      becomes(1, '11:02', 'customer', 'DU-1215', 'requested'),
      customer(1, '11:03', 'And a new one: could you design an album from both sessions?', 'DU-1215'),
      customer(1, '11:05', 'Linen cover if possible, about 40 pages.'),
    ],
    unread: { artist: 2 },
  },
  {
    customer: 'alice',
    artist: 'mina',
    bookings: [
      {
        code: 'DU-1131',
        title: '결혼식 캘리그라피 청첩장',
        startsIn: 15,
        hours: 1,
        price: 180_000,
        currency: 'KRW',
      },
    ],
    steps: [
      becomes(9, '02:10', 'customer', 'DU-1131', 'requested'),
      customer(
        9,
        '02:12',
        'Hello Mina, could you letter our wedding invitations in both Korean and French?',
        'DU-1131',
      ),
      artist(9, '03:40', '안녕하세요! 네, 두 언어 모두 가능해요. 이름을 한글로 어떻게 쓰면 될까요?'),
      artist(9, '03:41', '(Yes, both are possible. How should the names be written in Korean?)'),
      customer(8, '07:15', '알리스와 준서. Thank you!'),
      becomes(8, '08:00', 'artist', 'DU-1131', 'accepted'),
      artist(2, '05:30', '시안 세 가지를 준비했어요. 내일 보내 드릴게요 🖌️'),
      artist(2, '05:31', 'Three drafts are ready, I will send them tomorrow.'),
    ],
    unread: { customer: 2 },
  },
  {
    customer: 'alice',
    artist: 'yusuf',
    bookings: [
      { code: 'DU-1099', title: 'أمسية عود', startsIn: -5, hours: 2, price: 30_000, currency: 'EUR' },
    ],
    steps: [
      becomes(25, '15:00', 'customer', 'DU-1099', 'requested'),
      customer(
        25,
        '15:02',
        'Good afternoon! Would you play the oud at my mother’s birthday? About an hour and a half.',
        'DU-1099',
      ),
      artist(25, '16:10', 'مساء الخير أليس، يسعدني ذلك! هل تفضلين القطع الكلاسيكية أم الحديثة؟'),
      customer(25, '16:30', 'Classical please — she grew up with Fairuz.'),
      artist(25, '16:42', 'إذن سنبدأ بـ «نسّم علينا الهوى» 🎶 (then we begin with Nassam Alayna al-Hawa)'),
      becomes(24, '09:00', 'artist', 'DU-1099', 'accepted'),
      becomes(4, '22:30', 'artist', 'DU-1099', 'completed'),
      customer(4, '10:12', 'She cried at the first song. Thank you, Yusuf.'),
      artist(4, '11:00', 'شكراً لكم على الدعوة، كانت ليلة جميلة.'),
    ],
  },
  {
    customer: 'alice',
    artist: 'dora',
    bookings: [
      {
        code: 'DU-1150',
        title: 'Mural for the nursery',
        startsIn: -2,
        hours: 8,
        price: 65_000,
        currency: 'EUR',
      },
    ],
    steps: [
      becomes(18, '11:20', 'customer', 'DU-1150', 'requested'),
      customer(
        18,
        '11:22',
        'Hi Dora, could you paint a forest in our nursery? The wall is 3.2 m by 2.5 m.',
        'DU-1150',
      ),
      artist(17, '09:02', 'I would love to, but I am on a scaffold in Pécs until the end of the month.'),
      becomes(17, '09:03', 'artist', 'DU-1150', 'declined'),
      artist(17, '09:04', 'If spring also works for you, ask me again in February!'),
      customer(17, '09:40', 'I will. Good luck up there!'),
    ],
  },
  {
    customer: 'alice',
    artist: 'margareta',
    bookings: [
      {
        code: 'DU-1077',
        title: 'String quartet for the garden party',
        startsIn: -20,
        hours: 3,
        price: 90_000,
        currency: 'EUR',
      },
    ],
    steps: [
      becomes(45, '13:00', 'customer', 'DU-1077', 'requested'),
      becomes(44, '08:00', 'artist', 'DU-1077', 'accepted'),
      artist(
        44,
        '08:01',
        'Verbindlichsten Dank für die Buchung! Wir spielen Haydn, Mozart und, wenn gewünscht, auch Filmmusik.',
        'DU-1077',
      ),
      customer(30, '19:44', 'I am so sorry, the party has to be called off: the garden is under water.'),
      becomes(30, '19:45', 'customer', 'DU-1077', 'cancelled'),
      artist(30, '20:12', 'Oh no! No worries at all, I hope the house stayed dry.'),
    ],
  },
  {
    customer: 'carol',
    artist: 'bruno',
    bookings: [
      {
        code: 'DU-1201',
        title: 'Headshots for the team page',
        startsIn: 4,
        hours: 4,
        price: 52_000,
        currency: 'EUR',
      },
    ],
    steps: [
      becomes(5, '14:30', 'customer', 'DU-1201', 'requested'),
      customer(5, '14:31', 'Hello! Nine people, plain background, one afternoon. Is that doable?', 'DU-1201'),
      artist(5, '15:10', 'Very doable: about twenty minutes each. I bring the background.'),
      becomes(5, '15:11', 'artist', 'DU-1201', 'accepted'),
      customer(0, '07:58', 'Two more people joined. Can we make it eleven?'),
    ],
    unread: { artist: 1 },
  },
  {
    customer: 'daniel',
    artist: 'bruno',
    bookings: [
      {
        code: 'DU-1012',
        title: 'Product pictures: ceramics',
        startsIn: -60,
        hours: 5,
        price: 44_000,
        currency: 'EUR',
      },
    ],
    steps: [
      becomes(75, '10:00', 'customer', 'DU-1012', 'requested'),
      becomes(75, '11:00', 'artist', 'DU-1012', 'accepted'),
      artist(60, '09:45', 'I am at the studio, but nobody opens. Are you on your way?', 'DU-1012'),
      becomes(60, '11:00', 'artist', 'DU-1012', 'no_show'),
      customer(59, '08:00', 'Bruno, I am terribly sorry. My daughter was ill and my phone was at home.'),
      artist(59, '08:20', 'I hope she is better! Let us find another day, no hard feelings.'),
    ],
  },
  {
    customer: 'emma',
    artist: 'bruno',
    bookings: [
      {
        code: 'DU-1222',
        title: 'Newborn session at home',
        startsIn: 30,
        hours: 2,
        price: 26_000,
        currency: 'EUR',
      },
    ],
    steps: [
      becomes(0, '06:20', 'customer', 'DU-1222', 'requested'),
      customer(
        0,
        '06:22',
        'Hej Bruno! Our little one is due any day 👶 Would you come to us for a calm session?',
        'DU-1222',
      ),
    ],
    unread: { artist: 1 },
  },
  {
    customer: 'jiho',
    artist: 'felix',
    bookings: [
      { code: 'DU-1160', title: 'DJ set, rooftop', startsIn: 9, hours: 4, price: 70_000, currency: 'EUR' },
    ],
    steps: [
      becomes(7, '12:00', 'customer', 'DU-1160', 'requested'),
      customer(7, '12:01', '안녕하세요 Felix! 저녁 8시부터 자정까지 가능할까요?', 'DU-1160'),
      artist(7, '12:30', 'Hi Jiho, eight to midnight works. Is there a noise limit on the roof?'),
      customer(7, '12:41', '11시 이후에는 조금 조용해야 해요. (a bit quieter after eleven)'),
      becomes(6, '10:00', 'artist', 'DU-1160', 'accepted'),
    ],
  },
  {
    customer: 'hugo',
    artist: 'felix',
    bookings: [
      {
        code: 'DU-1230',
        title: 'Vinyl set for a housewarming',
        startsIn: 11,
        hours: 3,
        price: 36_000,
        currency: 'EUR',
      },
    ],
    steps: [],
  },
  {
    customer: 'noor',
    artist: 'yusuf',
    bookings: [
      { code: 'DU-1170', title: 'لوحة خط عربي', startsIn: 12, hours: 1, price: 22_000, currency: 'EUR' },
    ],
    steps: [
      becomes(6, '08:00', 'customer', 'DU-1170', 'requested'),
      customer(6, '08:02', 'السلام عليكم، أريد لوحة باسم ابنتي «سلمى» بخط الثلث.', 'DU-1170'),
      artist(6, '09:15', 'وعليكم السلام، بكل سرور. ما مقاس الجدار؟'),
      customer(6, '09:20', '60 × 90 سم تقريباً'),
    ],
    unread: { artist: 1 },
  },
  {
    customer: 'priya',
    artist: 'tomas',
    bookings: [
      {
        code: 'DU-1180',
        title: 'Percussion workshop',
        startsIn: 18,
        hours: 3,
        price: 33_000,
        currency: 'EUR',
      },
    ],
    steps: [
      becomes(4, '05:00', 'customer', 'DU-1180', 'requested'),
      customer(
        4,
        '05:01',
        'Hi Tomás, an artist booking an artist: could you teach my dancers samba rhythm?',
        'DU-1180',
      ),
      artist(4, '12:00', 'Com certeza! How many dancers, and do they have drums?'),
      customer(4, '12:12', 'Fourteen dancers and exactly zero drums.'),
      artist(4, '12:15', 'Then I bring fourteen drums and one very large van 🥁'),
    ],
  },
  {
    customer: 'carol',
    artist: 'priya',
    bookings: [
      {
        code: 'DU-1190',
        title: 'Bharatanatyam performance',
        startsIn: 25,
        hours: 2,
        price: 48_000,
        currency: 'USD',
      },
    ],
    steps: [
      becomes(3, '18:00', 'customer', 'DU-1190', 'requested'),
      customer(3, '18:01', 'Hi Priya, we would love a performance at our spring gala.', 'DU-1190'),
      artist(2, '04:10', 'Lovely! I need a wooden stage of at least 5 by 4 metres. Is that possible?'),
    ],
    unread: { customer: 1 },
  },
];
