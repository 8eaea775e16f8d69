import type { Span } from './numbers.ts';

/** Ways to say one kind of detail. Every gap in `patterns` is bounded, so that the time is that of one look. */
interface Family {
  readonly kind: 'phone' | 'email' | 'handle' | 'link' | 'payment';
  /** What a text has when it has any of them; most have nothing of it, and are looked at no further. */
  readonly needs: RegExp;
  /** Where a group stands, it is the detail, and what comes before it is not. */
  readonly patterns: readonly RegExp[];
}

const TLD =
  '(?:com|net|org|info|biz|shop|store|online|site|page|app|studio|art|ink|bio|xyz|io|gg|kr|jp|de|fr|uk|eu|ca|au|nl|ch|co|ee|ly|tv)';
/** Words as well, which somebody may have put behind a point without a space. */
const WORDY_TLD = '(?:me|to|it|at|be|us|es|id|link|in|is)';
const MAIL =
  '(?:g ?mail|naver|hanmail|daum|nate|kakao|hotmail|outlook|yahoo|icloud|proton(?:mail)?|gmx|web|지메일|네이버|다음|한메일|네이트|핫메일|아웃룩|야후)';
const AT = String.raw`(?: ?[([{<]? ?(?:@|at|골뱅이|앳) ?[)\]}>]? ?)`;
const DOT = String.raw`(?: ?[([{]? ?(?:\.|dot|닷|쩜|점) ?[)\]}]? ?)`;
const END = String.raw`(?![a-z\d])`;

const ASKED_END = String.raw`(?: (?:number|address))?(?![a-z\d])`;
const ASK_FOR =
  "(?:what(?:'?s| is)|send(?: me)?|give(?: me)?|share|drop(?: me)?|have|get)(?: [a-z]{1,8}){0,2}";

const EMAIL: Family = {
  kind: 'email',
  needs: /@|골뱅이|앳|메일|mail|naver|yahoo|outlook|icloud|proton|\bdot\b|닷|쩜/,
  patterns: [
    new RegExp(String.raw`[\w.%+\-]{1,64}@[a-z\d\-]{1,63}(?:\.[a-z\d\-]{1,63}){1,4}`, 'g'),
    new RegExp(
      `[\\w.+\\-가-힣]{1,40}${AT}${MAIL}(?:${DOT}(?:com|net|co|kr|de|me|컴|넷)${END}| ?(?:컴|닷컴))`,
      'g',
    ),
    new RegExp(`[\\w.+\\-]{2,40}${AT}[a-z\\d\\-]{2,40} ?[([{]? ?(?:dot|닷|쩜) ?[)\\]}]? ?${TLD}${END}`, 'g'),
    new RegExp(`[\\w.+\\-]{2,40} ?(?:[([{] ?at ?[)\\]}]|골뱅이|@) ?${MAIL}${END}`, 'g'),
    new RegExp(`(?:my|its|the) ${MAIL} (?:is|:) ?[a-z][\\w.]{3,40}`, 'g'),
    /(?:이?메일|지메일|네이버 ?메일)(?: ?주소)?(?:는|은|:| :) ?[a-z][\w.]{3,40}/g,
    new RegExp(`(^|[^a-z])(${ASK_FOR} (?:your|ur) e-?mail${ASKED_END})`, 'g'),
  ],
};

const LINK: Family = {
  kind: 'link',
  needs: /\.[a-z]{2}|:\/\/|\bdot\b|닷|쩜/,
  patterns: [
    /https?:\/\/[^\s<>"']{3,2000}/g,
    /www\.[a-z\d-]{1,63}\.[^\s<>"']{2,2000}/g,
    new RegExp(
      `[a-z\\d][a-z\\d\\-]{0,62}(?:\\.[a-z\\d\\-]{1,63}){0,3}\\.${TLD}(?![a-z\\d@])(?:/[^\\s<>"']{0,2000})?`,
      'g',
    ),
    new RegExp(`[a-z\\d][a-z\\d\\-]{0,62}\\.${WORDY_TLD}/[^\\s<>"']{1,2000}`, 'g'),
    new RegExp(`[a-z\\d\\-]{3,40} ?[([{]? ?(?:dot|닷|쩜) ?[)\\]}]? ?(?:com|net|org|kr|co|컴)${END}`, 'g'),
  ],
};

/** Pages that show a place or a picture, and by which nobody is reached. */
const SHOWN = new RegExp(
  String.raw`^(?:https?://)?(?:www\.|m\.)?(?:(?:maps\.google|google)\.[a-z.]{2,6}/maps|maps\.google\.[a-z.]{2,6}|maps\.app\.goo\.gl|goo\.gl/maps|maps\.apple\.com|map\.naver\.com|map\.kakao\.com|(?:[a-z]+\.)?openstreetmap\.org|(?:[a-z]{2}\.)?pinterest\.(?:com|co\.kr|de|fr|co\.uk)/pin/|pin\.it/|(?:[a-z]+\.)?wikipedia\.org|youtube\.com/watch|youtu\.be/)`,
);

export function isShown(link: string): boolean {
  return SHOWN.test(link);
}

const MESSENGER =
  '(?:kakao(?: ?talk)?|whats ?app|line|telegram|signal|viber|we ?chat|snapchat|snap|instagram|insta|ig|facebook|fb|messenger|discord|skype|zalo|imessage|tiktok|twitter)';
const OUTSIDE_TOO = '(?:e-?mail|gmail|sms|text|phone|the phone)';
const KO_CHAT =
  '(?:카카오 ?톡|카톡|까톡|깨톡|오픈 ?채팅|오픈 ?카톡|오픈톡|텔레그램|텔레|왓츠앱|왓챕|위챗|페메|디스코드|스냅챗)';
const KO_SOCIAL = '(?:인스타(?:그램)?|인별|라인|페북|페이스북)';
const KO_TALK = '(?:연락|얘기|이야기|대화|말씀|문의|상담|추가|친추|톡|보내|넘어|옮|이동|dm|디엠)';
const KO_ASK = `(?:${KO_TALK}|주세요|주시|줘|주실|하실|할게|할까|해요|드릴|드려)`;
const NAME = String.raw`[a-z][\w.\-]{2,29}`;
const ODD_NAME = String.raw`[a-z][a-z.\-]{0,28}[\d_][\w.\-]{0,28}`;
/** What may stand where a name would, and is none. */
const NO_NAME =
  '(?!(?:private|public|full|new|old|down|empty|linked|here|there|below|above|mostly|better|best|not|also|only|just|the|that|this|where|what|how|really|very|amazing|beautiful|great|gorgeous|nice|lovely|story|stories|post|posts|page|feed|account|profile|and|but|for|with|work|style|drawing|art)(?![a-z]))';

const HANDLE: Family = {
  kind: 'handle',
  needs:
    /@|kakao|whats|telegram|signal|viber|chat|snap|insta|face|messenger|disco|skype|zalo|imessage|tiktok|twitter|\b(?:ig|fb|dm|line|id)\b|\b(?:text|sms) me|\b(?:me|us) (?:on|by|via|over|through|at)\b/,
  patterns: [
    // @anna.ink, and not what comes behind a letter, as in an address.
    /(^|[\s(:,/])(@(?!(?:home|work|the|studio|noon|school|your|my|all|here|everyone)(?![a-z\d]))[a-z][\w.]{2,29})/g,
    new RegExp(
      `(^|[^a-z])(${MESSENGER} ?(?:id|handle|name|username|user|account|contact|아이디|계정)? ?(?:is|:|=|-|->|은|는) ?@?${NO_NAME}${NAME})`,
      'g',
    ),
    new RegExp(`(^|[^a-z])(${MESSENGER} (?:id|handle|username|아이디) ${NO_NAME}${NAME})`, 'g'),
    new RegExp(`(^|[^a-z])(${MESSENGER} ?${ODD_NAME})`, 'g'),
    new RegExp(`(^|[^a-z])(${ODD_NAME} (?:on|at|in|via) (?:my )?${MESSENGER})${END}`, 'g'),
    new RegExp(`(^|[^a-z])(id(?: is|:| :| =)? ?${ODD_NAME})`, 'g'),
    // Asked to go on somewhere else.
    new RegExp(
      `(^|[^a-z])((?:add|text|message|msg|write|dm|pm|call|contact|reach|find|hit|ping|follow|try|get) (?:to )?(?:me|us|him|her)(?: [a-z]{1,12}){0,3} (?:on|via|at|through|over|in|by) (?:my )?(?:${MESSENGER}|${OUTSIDE_TOO}))${END}`,
      'g',
    ),
    new RegExp(
      `(^|[^a-z])((?:talk|chat|continue|move|switch|go|speak|discuss|take|carry|chatting|talking|message|text|do)(?: [a-z]{1,12}){0,4} (?:on|to|over|via|in|through) (?:${MESSENGER}))${END}`,
      'g',
    ),
    new RegExp(`(^|[^a-z])((?:whats ?app|dm|kakao|telegram|text|sms) me)${END}`, 'g'),
    new RegExp(
      `(^|[^a-z])((?:do|can|could|may) (?:you|i|we)(?: [a-z]{1,8}){0,2} (?:have|use|get|on) (?:${MESSENGER}))${END}`,
      'g',
    ),
    new RegExp(
      `(^|[^a-z])(${ASK_FOR} (?:your|ur) ${MESSENGER}(?: (?:id|number|handle|account))?)${END}`,
      'g',
    ),
  ],
};

const HANDLE_KO: Family = {
  kind: 'handle',
  needs:
    /카톡|까톡|깨톡|카카오|오픈|텔레|왓|위챗|페메|페북|페이스북|디스코드|스냅|인스타|인별|라인|아이디|디엠|dm/,
  patterns: [
    new RegExp(
      `(?:${KO_CHAT}|인스타(?:그램)?|인별) ?(?:아이디|id|계정)?(?:는|은|이)? ?[:=]? ?@?${NAME}`,
      'g',
    ),
    new RegExp(
      `(?:라인|페북|페이스북) ?(?:(?:아이디|id|계정)(?:는|은|이)? ?[:=]? ?${NAME}|[:=]? ?${ODD_NAME})`,
      'g',
    ),
    new RegExp(`아이디(?:는|은|:| :| =)? ?${ODD_NAME}`, 'g'),
    new RegExp(
      `${KO_CHAT} ?(?:으로|로|에서|에|아이디|좀|한번|한 번|가능|되|주|줘|추가|친추|하|방)[^.!?\\n]{0,14}?${KO_ASK}`,
      'g',
    ),
    new RegExp(`${KO_CHAT} ?(?:주세요|줘요?|추가|친추|하세요|해요|가능|되나요|되세요|있으세요|아이디)`, 'g'),
    new RegExp(`${KO_SOCIAL} ?(?:으로|로|dm|디엠|아이디)[^.!?\\n]{0,10}?${KO_TALK}`, 'g'),
    new RegExp(`${KO_SOCIAL} ?(?:dm|디엠|아이디)[^.!?\\n]{0,10}?${KO_ASK}`, 'g'),
    new RegExp(`(?:디엠|(?:^|[^a-z])dm) ?(?:주세요|주시|줘|보내|드릴|드려|할게|하세요|환영|가능)`, 'g'),
  ],
};

const PHONE: Family = {
  kind: 'phone',
  needs: /\b(?:your|ur) (?:phone|number|cell|mobile)|번호|폰번|연락처|휴대전화/,
  patterns: [
    new RegExp(`(^|[^a-z])(${ASK_FOR} (?:your|ur) (?:phone|number|cell|mobile)${ASKED_END})`, 'g'),
    /(?:전화 ?번호|폰 ?번호|폰번|핸드폰 ?번호|휴대폰 ?번호|휴대전화|연락처|개인 ?번호)(?:를|을|는|도)? ?(?:좀|하나|먼저|따로)? ?(?:알려|주세요|주시|줘|보내|교환|남겨|드릴|가르쳐|공유)/g,
    /(?:^|[\s,.!?])(?:번호)(?:를|을)? ?(?:좀|따로)? ?(?:알려|주세요|주시|줘|보내|교환|남겨|드릴)/g,
  ],
};

const PAYMENT: Family = {
  kind: 'payment',
  needs:
    /[a-z]{2}\d\d|bank|\biban|pay|venmo|\bcash|zelle|revolut|union|gram|coin|btc|crypto|usdt|gift|transfer|\bwire|\bsend|fee|commission|charge|\b(?:outside|off)\b|계좌|무통장|직거래|현금|페이|비트|토스|카카오|카뱅|입금|송금|이체|수수료|결제|거래|밖|말고|통하지|거치|외부|없이/,
  patterns: [
    // An IBAN, in groups or not.
    /(^|[^a-z\d])([a-z]{2}\d{2}(?: ?[a-z\d]{4}){3,7}(?: ?[a-z\d]{1,3})?)(?![a-z\d])/g,
    /(^|[^a-z])((?:bank transfer|wire transfer|iban|pay ?pal|venmo|cash ?app|zelle|revolut|western union|moneygram|bitcoin|btc|crypto(?:currency)?|usdt|gift cards?))(?![a-z])/g,
    /(^|[^a-z])((?:transfer|wire|send) (?:it |me |us |the |some )?(?:money|deposit|payment|funds|amount|it)? ?(?:directly|straight)? ?(?:to|into) (?:my|our|me|this)(?: [a-z]{1,10})? ?(?:account|bank|iban)?)(?![a-z])/g,
    /(^|[^a-z])((?:pay|paying|payment|book|booking)(?: [a-z]{1,10}){0,3} (?:in cash|cash|directly|outside|off[ -](?:the )?(?:app|platform|site)))(?![a-z])/g,
    /(^|[^a-z])((?:cash (?:only|discount|payment|on the day|in hand|is (?:fine|ok|better|cheaper))|(?:discount|cheaper|less|off)(?: [a-z%]{1,10}){0,4} (?:for|with|in) cash|with cash))(?![a-z])/g,
    /(^|[^a-z])((?:avoid|save|skip|without|dodge|get around)(?: [a-z]{1,10}){0,3} (?:fees?|commission|service charge))(?![a-z])/g,
    /(^|[^a-z])((?:cancel|book|deal|arrange|settle|do|sort)(?: [a-z]{1,10}){0,4} (?:outside|off)(?: of)? (?:the |this )?(?:app|platform|site|website))(?![a-z])/g,
    /계좌 ?(?:번호|이체|로|주|알려|보내|입금|남겨)?|무통장|직거래|현금 ?(?:으로|결제|할인|가|박치기|만|주시|드릴|이면)|페이팔|비트코인|토스(?:로|뱅크| ?송금| ?아이디)|카카오 ?페이로|카카오뱅크|카뱅/g,
    /(?:입금|송금|이체) ?(?:해|하|부탁|드릴|주|할|가능|먼저|확인|로|완료)/g,
    /수수료[^.!?\n]{0,10}?(?:없이|없|아끼|안 ?내|빼|절약|피|아까)|(?:앱|어플|플랫폼|사이트) ?(?:밖|말고|통하지|안 ?거치|외부|없이)[^.!?\n]{0,14}?(?:결제|거래|입금|예약|진행|하)|(?:직접|따로|개인적으로|개별) ?(?:결제|입금|송금|거래|이체)/g,
  ],
};

export const FAMILIES = [EMAIL, LINK, PHONE, HANDLE, HANDLE_KO, PAYMENT] as const;

/** Where these stand, money goes the marketplace's way. */
const INSIDE =
  /(?:through|in|via|on|using|by) (?:the |this |your )?(?:app|platform|site|duet)|(?:앱|어플|플랫폼|듀엣|사이트)(?:으로|로|에서|을 통해|에|내|안에서| 결제)/;
const OUTSIDE = /outside|off|instead|without|not|avoid|밖|말고|없이|외부|대신|안 ?거치/;

/** Whether a sentence about money speaks of the marketplace's own way of paying. */
export function isInside(sentence: string): boolean {
  return INSIDE.test(sentence) && !OUTSIDE.test(sentence);
}

/** Where a pattern is found, without what stands before it. */
export function spansOf(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].map(({ 0: all, 1: before, 2: own, index }) => ({
    start: own === undefined ? index : index + (before ?? '').length,
    end: own === undefined ? index + all.length : index + (before ?? '').length + own.length,
  }));
}
