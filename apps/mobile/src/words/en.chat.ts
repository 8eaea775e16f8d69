import type { BookingStatus, ContactKind, ReportReason, Side } from '@duet/contract';
import { isolated } from '../lib/textParts.ts';
import { counted, number } from './en.count.ts';

const photos = (count: number) => (count === 1 ? 'photo' : `${number(count)} photos`);

/** The words of a conversation in English: see en.ts. */
export const chat = {
  conversation: {
    failed: 'This conversation could not be opened',
    actions: 'Conversation actions',
    markRead: 'Mark as read',
    markUnread: 'Mark as unread',
    pin: 'Pin',
    unpin: 'Unpin',
    tooManyPinned: (most: number) => `${number(most)} are pinned already. Unpin one first.`,
    mute: 'Mute',
    muteFor: 'Mute…',
    muteHour: 'Mute for an hour',
    muteDay: 'Mute for 8 hours',
    muteForGood: 'Mute until I unmute it',
    unmute: 'Unmute',
    muted: 'Conversation muted',
    mutedUntil: (time: string) => `Conversation muted until ${time}`,
    archive: 'Archive',
    archived: 'Conversation archived',
    unarchive: 'Move to chats',
    unarchived: 'Conversation moved to chats',
    notChanged: (reason: string) => `Your change was not made. ${reason}`,
    online: 'Online',
    typing: 'typing…',
    isTyping: (name: string) => `${isolated(name)} is typing`,
    offline: 'Waiting for network… Messages will be sent when you are back.',
    offlineWith: (count: number) =>
      `Waiting for network… ${counted(count, 'message', 'messages')} will be sent when you are back.`,
  },

  thread: {
    messages: 'Messages',
    loading: 'Loading messages',
    loadingOlder: 'Loading older messages',
    loadingNewer: 'Loading newer messages',
    newMessages: 'New messages',
    emptyTitle: (name: string) => `Say hello to ${isolated(name)}`,
    emptyText: 'This is the beginning of your conversation.',
    count: (count: number) => `${number(count)} new`,
    toNewest: 'Go to the newest message',
    toNewestOf: (count: number) => `${counted(count, 'new message', 'new messages')}, go to the newest`,
    about: (booking: string) => `About ${isolated(booking)}: show the booking`,
  },

  message: {
    actions: 'Message actions',
    status: {
      queued: 'Waiting for network',
      uploading: 'Uploading',
      sending: 'Sending',
      paused: 'Waiting for your answer',
      sent: 'Sent',
      delivered: 'Delivered',
      read: 'Read',
      failed: 'Not sent',
    },
    /** A message as a screen reader says it. */
    spoken: (name: string, time: string, answers: string, said: string) =>
      `${isolated(name)}, ${time}${answers === '' ? '' : `, in reply to ${answers}`}: ${said}.`,
    quoted: (author: string, text: string) => `${isolated(author)}: “${isolated(text)}”`,
    another: 'another message',
    edited: 'Edited',
    editedAt: (time: string) => `Edited ${time}`,
    inReplyTo: 'In reply to',
    replyLoading: 'Loading the message…',
    replyFailed: 'This message could not be loaded',
    removed: 'Message removed',
    removedByYou: 'You removed a message',
    unknown: 'Update Duet to see this message',
    none: 'Say hello',
    fromYou: (summary: string) => `You: ${isolated(summary)}`,
    from: (name: string, summary: string) => `${isolated(name)}: ${isolated(summary)}`,
    reply: 'Reply',
    showAnswered: 'Show what it answers',
    viewPhotos: (count: number): string => (count > 1 ? 'View photos' : 'View photo'),
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'The browser did not let it be copied. Select the text to copy it.',
    share: 'Share',
    unsend: 'Unsend',
    unsendTitle: 'Unsend this message?',
    unsendText: (name: string) =>
      `It disappears for ${isolated(name)} too, who may have read it. Both of you see that a message was removed.`,
    unsendKeep: 'Keep it',
    notSent: (reason: string) => `Not sent. ${reason}`,
    notChanged: (reason: string) => `Not changed. ${reason}`,
    notRemoved: (reason: string) => `Not removed. ${reason}`,
    leave: 'Leave it',
    sendWithoutPhotos: (count: number): string =>
      count === 1 ? 'Send without photo' : 'Send without photos',
    sendWithoutFailed: (count: number): string => (count === 1 ? 'Send without it' : 'Send without them'),
    paused: 'Not sent yet. The booking has changed since you wrote this.',
    pausedBefore: (count: number) =>
      `Not sent yet. The booking has changed since you wrote this. ${counted(count, 'more message waits', 'more messages wait')} behind it.`,
    sendAnyway: 'Send anyway',
    sendThis: 'Send this',
    sendAll: (count: number) => `Send all ${number(count)}`,
  },

  composer: {
    placeholder: 'Write a message',
    label: (name: string) => `Message to ${isolated(name)}`,
    attach: 'Send photos',
    closed: (_name: string) => 'This conversation is closed.',
    blocked: (name: string) =>
      `You have blocked ${isolated(name)}. Neither of you can write; bookings and their messages still come.`,
    blockedByPeer: (name: string) =>
      `${isolated(name)} takes no messages from you. Bookings and their messages still come.`,
    tooManyMarks: 'Too many marks on one letter',
    badText: 'Some characters cannot be sent',
    tooLong: 'Too long',
    tooLongBy: (count: number) => `${counted(count, 'character', 'characters')} too long`,
    left: (count: number) => `${counted(count, 'character', 'characters')} left`,
    edit: 'Edit message',
    editTooLate: 'This message can no longer be edited. Copy the text to keep it.',
    editCancel: 'Stop editing',
    replyTo: (name: string) => `Reply to ${isolated(name)}`,
    replyToYourself: 'Reply to yourself',
    replyCancel: 'Do not reply to this message',
  },

  booking: {
    name: 'Booking',
    several: 'Bookings',
    named: (title: string, status: string) => `${isolated(title)}, ${status}`,
    change: 'Change the booking',
    details: 'Details',
    /** The other person of a booking, where they are not known yet. */
    other: { customer: 'the artist', artist: 'the customer' } satisfies Record<Side, string>,
    with: (name: string) => `With ${isolated(name)}`,
    message: (name: string) => `Message ${isolated(name)}`,
    code: 'Booking code',
    when: 'When',
    price: 'Price',
    failed: 'This booking could not be opened',
    listFailed: 'Your bookings could not be loaded',
    loading: 'Loading bookings',
    loadingMore: 'Loading more bookings',
    empty: {
      customer: { title: 'No bookings yet', text: 'What you book with an artist appears here.' },
      artist: { title: 'No bookings yet', text: 'What customers book with you appears here.' },
    } satisfies Record<Side, unknown>,
    /** What a status means for who looks at it. */
    meaning: {
      customer: {
        requested: 'The artist has not answered yet. You can still cancel.',
        accepted: 'The artist has accepted. It is settled.',
        declined: 'The artist has declined.',
        cancelled: 'This booking was cancelled.',
        completed: 'This booking is done.',
        no_show: 'The artist has reported that you did not come.',
      },
      artist: {
        requested: 'The customer waits for your answer.',
        accepted: 'You have accepted. When it is done, mark it as completed.',
        declined: 'You have declined.',
        cancelled: 'This booking was cancelled.',
        completed: 'This booking is done.',
        no_show: 'You have reported that the customer did not come.',
      },
    } satisfies Record<Side, Record<BookingStatus, string>>,
    elsewhere: 'Its state is changed where it was booked.',
    status: {
      requested: 'Requested',
      accepted: 'Accepted',
      declined: 'Declined',
      cancelled: 'Cancelled',
      completed: 'Completed',
      no_show: 'No-show',
    } satisfies Record<BookingStatus, string>,
    /** What turning a booking into a status is called on a button. */
    actions: {
      requested: 'Request again',
      accepted: 'Accept',
      declined: 'Decline',
      cancelled: 'Cancel booking',
      completed: 'Mark completed',
      no_show: 'No-show',
    } satisfies Record<BookingStatus, string>,
    /** What is asked before a status that cannot be taken back. */
    questions: {
      declined: {
        title: 'Decline this request?',
        text: 'The other side is told at once. They can ask again with a new request.',
        keep: 'Not now',
      },
      cancelled: {
        title: 'Cancel this booking?',
        text: 'The other side is told at once. A cancelled booking cannot be restored.',
        keep: 'Keep booking',
      },
      no_show: {
        title: 'Report a no-show?',
        text: 'This ends the booking and is visible to the other side.',
        keep: 'Not now',
      },
    },
    became: (from: string, to: string) => `${from} → ${to}`,
    still: (then: string) => `${then}. It still is`,
    now: (then: string, status: string) => `${then}. Now: ${status}`,
    /** A booking in a sentence, by its title where that is known. */
    titled: (title: string) => `“${isolated(title)}”`,
    the: 'the booking',
    /** What somebody made of a booking: the viewer, where there is no name. */
    by: {
      requested: (name: string | undefined, what: string) => `${who(name)} requested ${what}`,
      accepted: (name: string | undefined, what: string) => `${who(name)} accepted ${what}`,
      declined: (name: string | undefined, what: string) => `${who(name)} declined ${what}`,
      cancelled: (name: string | undefined, what: string) => `${who(name)} cancelled ${what}`,
      completed: (name: string | undefined, what: string) => `${who(name)} marked ${what} as completed`,
      no_show: (name: string | undefined, what: string) => `${who(name)} reported a no-show for ${what}`,
    } satisfies Record<BookingStatus, unknown>,
    /** The same where nobody is known to have done it. */
    happened: {
      requested: (what: string) => `${begun(what)} was requested`,
      accepted: (what: string) => `${begun(what)} was accepted`,
      declined: (what: string) => `${begun(what)} was declined`,
      cancelled: (what: string) => `${begun(what)} was cancelled`,
      completed: (what: string) => `${begun(what)} is completed`,
      no_show: (what: string) => `${begun(what)} was marked as a no-show`,
    } satisfies Record<BookingStatus, unknown>,
  },

  safety: {
    report: 'Report',
    reportName: (name: string) => `Report ${isolated(name)}…`,
    reportMessage: 'Report message…',
    reportTitle: (name: string) => `Report ${isolated(name)}?`,
    reportMessageTitle: 'Report this message?',
    reportText: (name: string) =>
      `The marketplace’s team looks at it, with the messages around it. ${isolated(name)} is not told who reported them.`,
    why: 'What is wrong',
    reasons: {
      harassment: 'Harassment or threats',
      scam: 'Scam or fraud',
      off_platform: 'Payment or contact elsewhere',
      spam: 'Spam',
      inappropriate: 'Inappropriate content',
      other: 'Something else',
    } satisfies Record<ReportReason, string>,
    note: 'What the team should know (optional)',
    alsoBlock: (name: string) => `Block ${isolated(name)} as well`,
    alsoBlockText: 'Neither of you can write to the other then.',
    reportKeep: 'Do not report',
    notReported: (reason: string) => `Not reported yet. ${reason}`,
    reported: 'Reported. You are told what comes of it.',
    reportedAndBlocked: (name: string) => `Reported, and ${isolated(name)} is blocked.`,
    decided: {
      open: 'Your report is being looked at.',
      acted: 'Your report was looked at, and something was done about it. Thank you.',
      dismissed: 'Your report was looked at. No rule was broken.',
    },
    ownReports: 'Your reports',
    ownReportsNote: 'What exactly was done about somebody is told to nobody else.',
    aPerson: (name: string | undefined) => (name === undefined ? 'A person' : isolated(name)),
    aMessage: (name: string | undefined) =>
      name === undefined ? 'A message' : `A message from ${isolated(name)}`,
    states: { open: 'Being looked at', acted: 'Acted on', dismissed: 'No rule broken' },
    block: 'Block',
    blockName: (name: string) => `Block ${isolated(name)}…`,
    blockTitle: (name: string) => `Block ${isolated(name)}?`,
    blockText: (name: string) =>
      `Neither of you can write to the other, or sees whether the other is there. ${isolated(name)} sees that they cannot write to you. Bookings, and what the marketplace writes, go on.`,
    blockKeep: 'Do not block',
    blocked: (name: string) => `${isolated(name)} is blocked`,
    isBlocked: 'Blocked',
    unblock: 'Unblock',
    unblockName: (name: string) => `Unblock ${isolated(name)}`,
    unblocked: (name: string) => `${isolated(name)} is not blocked any more`,
    kinds: {
      phone: 'a phone number',
      email: 'an e-mail address',
      handle: 'an account elsewhere',
      link: 'a link elsewhere',
      payment: 'a payment elsewhere',
    } satisfies Record<ContactKind, string>,
    noticeTitle: (found: string) => `This looks like ${found}`,
    notice:
      'Until a booking is accepted, keep talking and paying here: what is agreed elsewhere nobody can help with.',
    noticeMasked: (name: string) =>
      `Until a booking is accepted, ${isolated(name)} sees ••• in its place. Talk and pay here: what is agreed elsewhere nobody can help with.`,
    noticeEdit: 'Edit',
    noticeSend: 'Send anyway',
    noticeWrong: 'It is none',
    cautions: {
      kept: (name: string) => `${isolated(name)} sees ••• until a booking is accepted.`,
      hidden: (_name: string) => 'Contact details are hidden until a booking is accepted.',
      suspicious: (_name: string) => 'Stay here to stay protected.',
    },
  },

  photos: {
    one: 'Photo',
    some: (count: number) => (count > 1 ? photos(count) : 'Photo'),
    label: (index: number, of: number, name: string | undefined, when: string) =>
      `${of === 1 ? 'Photo' : `Photo ${index} of ${of}`} from ${name === undefined ? 'you' : isolated(name)}, ${when}`,
    placed: (index: number, of: number) => `Photo ${index} of ${of}`,
    gallery: 'Photos',
    galleryWith: (name: string) => `Photos with ${isolated(name)}`,
    galleryFailed: 'The photos could not be loaded',
    galleryEmptyTitle: 'No photos yet',
    galleryEmptyText: 'Photos that either of you sends are kept here.',
    earlier: 'Earlier photo',
    later: 'Later photo',
    gone: 'Not available',
    loadAgain: (label: string) => `Load ${label} again`,
    send: (count: number) => `Send ${photos(count)}`,
    sendTo: (count: number, name: string) => `Send ${photos(count)} to ${isolated(name)}`,
    doNotSend: 'Do not send',
    cancelUpload: 'Do not send the photos',
    add: 'Add photos',
    preparing: (label: string) => `${label} is made ready`,
    remove: (label: string) => `Remove ${label}`,
    most: (most: number) => `${number(most)} photos are the most for one message.`,
    tooMany: (most: number) => `${number(most)} photos go into one message. The others were left out.`,
    only: 'Only photos can be sent.',
    drop: (name: string) => `Drop photos to send them to ${isolated(name)}`,
    ways: { library: 'Choose photos', camera: 'Take a photo' },
    addCaption: 'Add a caption',
    caption: 'Caption',
    problems: {
      unreadable: 'This picture cannot be read.',
      camera_refused: 'Duet may not use the camera. Your device’s settings can let it.',
      too_large: 'This picture is too large.',
      heic_device: 'This device cannot read HEIC photos.',
      heic_browser: 'This browser cannot read HEIC photos. Save it as JPEG, or send it from your phone.',
    },
  },
};

/** The first word of a sentence. */
function begun(what: string): string {
  return what.charAt(0).toUpperCase() + what.slice(1);
}

/** Who did something: the viewer, where there is no name. */
function who(name: string | undefined): string {
  return name === undefined ? 'You' : isolated(name);
}
