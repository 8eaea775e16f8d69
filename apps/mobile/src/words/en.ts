import type { Side } from '@duet/contract';
import { isolated } from '../lib/textParts.ts';
import { chat } from './en.chat.ts';
import type { Language } from './languages.ts';
import { counted, number } from './en.count.ts';

/**
 * Every word of the app in English, and what has to be said in every language. What depends on something is a function
 * of it; somebody's own words are isolated, so that their direction is theirs alone.
 */
export const en = {
  /** What languages call themselves, and the platform calls them. */
  language: 'en' as Language,

  common: {
    add: 'Add',
    back: 'Back',
    backToChats: 'Back to chats',
    chats: 'Chats',
    clear: 'Clear',
    close: 'Close',
    conversations: 'Conversations',
    delete: 'Delete',
    edit: 'Edit',
    loading: 'Loading',
    retry: 'Retry',
    save: 'Save',
    send: 'Send',
    settings: 'Settings',
    signOut: 'Sign out',
    tryAgain: 'Try again',
    undo: 'Undo',
    you: 'You',
  },

  sides: { customer: 'Customer', artist: 'Artist' } satisfies Record<Side, string>,

  /** What a window is called, by its screen; a conversation is called by who it is with. */
  titles: {
    Welcome: 'Welcome',
    Administrator: 'Administrator',
    Chats: 'Chats',
    Chat: 'Chat',
    Bookings: 'Bookings',
    Booking: 'Booking',
    Settings: 'Settings',
  },

  dates: {
    today: 'Today',
    yesterday: 'Yesterday',
    lastSeenNow: 'Last seen just now',
    lastSeenMinutesAgo: (minutes: number) => `Last seen ${minutes} min ago`,
    lastSeenToday: (time: string) => `Last seen today at ${time}`,
    lastSeenYesterday: (time: string) => `Last seen yesterday at ${time}`,
    lastSeenOn: (day: string) => `Last seen ${day}`,
    localTime: (time: string) => `${time} local time`,
    span: (day: string, from: string, to: string) => `${day}, ${from} – ${to}`,
  },

  /** What a person can do with an error, by its code; `other` for codes without words of their own. */
  errors: {
    network: 'The server cannot be reached. Check your connection.',
    invalid_credentials: 'That e-mail address and password do not belong together.',
    rate_limited: 'That was a lot at once. Wait a moment, then try again.',
    busy: 'The server is busy. Try again in a moment.',
    conversation_busy: 'The server is busy. Try again in a moment.',
    database_unavailable: 'The server is busy. Try again in a moment.',
    session_revoked: 'Your session has ended. Sign in again.',
    refresh_invalid: 'Your session has ended. Sign in again.',
    empty: 'There is nothing in it to send.',
    too_long: 'It is too long. Split it into shorter messages.',
    payload_too_large: 'It is too long. Split it into shorter messages.',
    too_many_marks: 'It stacks too many marks on one letter.',
    bad_text: 'It contains characters that cannot be sent.',
    edit_too_late: 'Only what was sent in the last 15 minutes can be edited.',
    unsend_too_late: 'Only what was sent in the last 24 hours can be unsent.',
    message_deleted: 'It has been removed in the meantime.',
    booking_not_found: 'This booking is not available to you.',
    booking_changed: 'The booking has changed in the meantime. Look at it again.',
    booking_transition_invalid: 'The booking no longer allows that.',
    too_many_first_contacts: 'A new account begins so many conversations a day. Try again tomorrow.',
    too_many_copies: 'This text went to many people already. Write to this one in words of their own.',
    message_not_found: 'This message is not available to you.',
    too_many_pins: 'As many conversations are pinned as can be. Unpin one first.',
    not_stored: 'There is no room on this device to keep it. Make some, then try again.',
    unreadable: 'It was damaged on this device. Write it again.',
    image_type_unsupported: 'Photos of this kind cannot be sent.',
    image_invalid: 'This photo cannot be read.',
    image_not_found: 'The photo took too long to be sent. Try again.',
    upload_refused: 'The photo was not taken. Try again.',
    storage_unavailable: 'Photos cannot be sent for now. Try again in a moment.',
    conversation_closed: 'This conversation is closed.',
    conversation_blocked: 'Messages are blocked in this conversation.',
    conversation_not_found: 'This conversation is not available to you.',
    client_message_id_reused: 'It could not be sent like this. Copy the text and send it anew.',
    other: 'Something went wrong on our side. Try again.',
  },

  welcome: {
    title: 'Good work starts with a good conversation.',
    text: 'Where customers and artists settle the details: one conversation, every booking, no message lost.',
    demoTitle: 'Step into the demo',
    demoText: 'Pick somebody. A second tab can be the person on the other side.',
    people: { customers: 'Customers', artists: 'Artists', team: 'Marketplace team' },
    loadingPeople: 'Loading people',
    signIn: 'Sign in',
    signInByEmail: 'Or sign in with e-mail',
    email: 'E-mail address',
    password: 'Password',
    endedTitle: (name: string) => `Welcome back, ${isolated(name)}`,
    ended: 'Your session on this device has ended. Sign in again, and everything is where you left it.',
    endedWith: (count: number) =>
      count === 1
        ? 'Your session on this device has ended. 1 message waits, and is sent when you sign in again.'
        : `Your session on this device has ended. ${number(count)} messages wait, and are sent when you sign in again.`,
    endedBanner: 'Your session has ended. What you have not sent waits for you.',
    wrongPassword: 'This is not the password.',
    signInAgain: 'Sign in again',
    useAnother: 'Use another account',
    administratorTitle: 'You are signed in as an administrator',
    administratorText:
      'Administrators read conversations in the dashboard. This app is for customers and artists.',
  },

  showcase: {
    booking: 'Portrait session',
    details: 'Sat, 13 June, 18:00 – 20:00 · €450',
    theirs: 'Saturday light is best around six. Shall we say 18:00 in the garden?',
    mine: 'Perfect. The dog is invited too, I hope 🐕',
    answer: 'He is the reason I said yes.',
    foot: 'Self-hosted. Open source. Yours.',
  },

  list: {
    pickTitle: 'Pick a conversation',
    pickText: 'Messages and bookings with one person live together in one place.',
    loading: 'Loading conversations',
    loadingMore: 'Loading more conversations',
    failed: 'Your conversations could not be loaded',
    partial: 'These are the ones this device keeps. There may be more.',
    refresh: 'Refresh',
    yourSide: 'Your side',
    as: { customer: 'As customer', artist: 'As artist' } satisfies Record<Side, string>,
    unread: (count: number) => `${number(count)} unread`,
    unreadMessages: (count: number) => counted(count, 'unread message', 'unread messages'),
    markedUnread: 'Marked as unread',
    archived: 'Archived',
    muted: 'Muted',
    pinned: 'Pinned',
    draft: 'Draft:',
    actionsFor: (name: string) => `Actions for ${isolated(name)}`,
    show: 'Show',
    shown: { all: 'All', unread: 'Unread', waiting: 'Waiting on you', archived: 'Archived' },
    empty: {
      unread: {
        title: 'Nothing is unread',
        text: 'What comes new, and what you mark as unread, appears here until you have read it.',
      },
      waiting: {
        title: 'Nobody waits for you',
        text: 'Conversations in which the other person wrote last appear here until you answer.',
      },
      archived: {
        title: 'Nothing is archived',
        text: 'Archive a conversation to put it out of sight. It comes back with the next message.',
      },
    },
    emptyTitle: 'No conversations yet',
    emptyText: {
      customer: 'When you ask an artist about a booking, the conversation appears here.',
      artist: 'When a customer asks about a booking, the conversation appears here.',
    } satisfies Record<Side, string>,
  },

  search: {
    label: 'Search name or booking code',
    searching: 'Searching…',
    found: (count: number, more: boolean) => `${number(count)}${more ? ' and more' : ''} found`,
    searchingOn: (found: string) => `${found}, searching for more…`,
    here: (found: string) => `${found} on this device`,
    nothing: {
      title: 'Nobody found',
      text: 'Names and booking codes are found by how their words begin.',
    },
    nothingHere: {
      title: 'Nobody found on this device',
      text: 'The server cannot be reached, so that only what this device keeps was searched.',
    },
  },

  ...chat,

  settings: {
    privacy: 'Privacy',
    privacyNote: 'A change holds from now on, on all your devices. What others have already seen stays seen.',
    readReceipts: 'Read receipts',
    readReceiptsOn: 'Others see when you have read their messages.',
    readReceiptsOff:
      'Others see that their messages have arrived, but not that you have read them. You still see theirs.',
    presence: 'Show when I am online',
    presenceOn: 'Others see when you are online, and when you were last here.',
    presenceOff: 'Nobody sees whether you are online or when you were last here.',
    notSaved: (reason: string) => `Your change was not saved. ${reason}`,
    session: 'Session',
    sessionNote: 'Your conversations stay where they are and wait for your return.',
    signOutEverywhere: 'Sign out everywhere',
    stillSignedIn: (reason: string) => `You are still signed in. ${reason}`,
    askHere: 'Sign out and delete what is not sent?',
    askEverywhere: 'Sign out on all devices?',
    everywhere: 'Every phone and browser you are signed in with will have to sign in again, this one too.',
    lost: (unsent: number, drafts: number) =>
      [
        unsent > 0 && `${counted(unsent, 'message has', 'messages have')} not been sent yet.`,
        drafts > 0 && `You have begun ${counted(drafts, 'message', 'messages')} and not finished.`,
        `Signing out deletes ${unsent + drafts === 1 ? 'it' : 'them'} from this device.`,
      ]
        .filter((sentence) => sentence !== false)
        .join(' '),
    stay: 'Stay',
    devices: 'Devices',
    devicesAlone: 'You are signed in on this device alone.',
    devicesNote: 'A device that you do not know, or no longer have, should be signed out.',
    devicesLoading: 'Loading devices',
    devicesAgain: 'Load devices again',
    devicesFailed: (reason: string) => `Your devices could not be loaded. ${reason}`,
    thisDevice: 'This device',
    unknownDevice: 'Unknown device',
    /** A program on a system. */
    deviceNamed: (program: string, system: string) => `${program} on ${system}`,
    apple: 'iPhone or iPad',
    signOutDevice: (device: string) => `Sign out ${device}`,
    askDevice: (device: string) => `Sign out ${device}?`,
    askDeviceText: 'It has to sign in again. What was written there and not sent yet stays on it.',
    askDeviceKeep: 'Keep it',
    deviceFailed: (reason: string) => `The device is still signed in. ${reason}`,
    appearance: 'Appearance',
    appearanceNote: 'This holds for this device.',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    textSize: 'Text size',
    textSizes: { small: 'Small', standard: 'Default', large: 'Large', largest: 'Largest' },
    language: 'Language',
    systemLanguage: 'System',
  },
};

type English = typeof en;

/** What every language says, as English says it. */
export interface Words extends English {}
