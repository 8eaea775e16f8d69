import type { MessageMetadata, OverseenConversation, OverseenMessage } from '@duet/contract';
import { besides, timeOf } from '../../lib/moments.ts';
import { bookingWords } from '../../lib/words.ts';
import { Chip } from '../../ui/Chip.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { nameOf } from './names.ts';
import { Pictures } from './Pictures.tsx';
import { Revisions } from './Revisions.tsx';

interface Props {
  message: OverseenMessage;
  conversation: OverseenConversation;
  total: number;
  /** Said above the first message of a day. */
  day: string | undefined;
  isActive: boolean;
  isSought: boolean;
  /** What it answers, where that is loaded. */
  answered: OverseenMessage | undefined;
  onFocus: () => void;
  onGoTo: (messageId: string) => void;
  /** Asks for this message again: addresses of images are good for minutes. */
  renew: () => Promise<void>;
}

/** One message: what it says, what it said before, and when it was sent, delivered and read. */
export function MessageCard({
  message,
  conversation,
  total,
  day,
  isActive,
  isSought,
  answered,
  onFocus,
  onGoTo,
  renew,
}: Props) {
  const { seq, senderRole, sentAt } = message;
  const nameId = `message-${seq}-by`;
  return (
    <article
      id={`message-${seq}`}
      className="stop"
      tabIndex={isActive ? 0 : -1}
      aria-labelledby={nameId}
      aria-posinset={seq}
      aria-setsize={total}
      data-testid="overseen-message"
      onFocus={onFocus}
    >
      {day !== undefined && <h3 className="day">{day}</h3>}
      <div className={`message ${senderRole} ${isSought ? 'sought' : ''}`}>
        <p id={nameId}>
          <span className="number faint">#{seq}</span>{' '}
          <strong>
            <bdi>{nameOf(message.senderId, conversation)}</bdi>
          </strong>{' '}
          {senderRole !== 'system' && <span className="faint">{senderRole}</span>}{' '}
          <Moment at={sentAt} words={timeOf(sentAt)} />
        </p>
        {message.replyToId !== null && <Answer answered={answered} onGoTo={onGoTo} />}
        <Body message={message} />
        <Pictures images={message.images} renew={renew} />
        {message.maskedContent !== null && (
          <p className="masked" dir="auto">
            <span className="faint">The other side sees: </span>
            {message.maskedContent}
          </p>
        )}
        {message.metadata && <BookingChange change={message.metadata} conversation={conversation} />}
        <Revisions message={message} conversation={conversation} renew={renew} />
        {senderRole !== 'system' && <Receipts message={message} />}
      </div>
    </article>
  );
}

function Answer({ answered, onGoTo }: Pick<Props, 'answered' | 'onGoTo'>) {
  return (
    <p className="faint">
      In answer to{' '}
      {answered ? (
        <button type="button" className="link" onClick={() => onGoTo(answered.id)}>
          #{answered.seq}
        </button>
      ) : (
        'a message that is not loaded'
      )}
    </p>
  );
}

function Body({ message: { content, deletedAt, editedAt, sentAt } }: { message: OverseenMessage }) {
  if (deletedAt !== null) {
    return (
      <p>
        <Chip label="Unsent" tone="negative" /> <Moment at={deletedAt} words={besides(deletedAt, sentAt)} />
      </p>
    );
  }
  return (
    <>
      {content !== null && (
        <p className="content" dir="auto">
          {content}
        </p>
      )}
      {editedAt !== null && (
        <p>
          <Chip label="Edited" tone="caution" /> <Moment at={editedAt} words={besides(editedAt, sentAt)} />
        </p>
      )}
    </>
  );
}

function BookingChange({
  change: { bookingId, from, to, actorId },
  conversation,
}: {
  change: NonNullable<MessageMetadata>;
  conversation: OverseenConversation;
}) {
  const booking = conversation.bookings.find(({ id }) => id === bookingId);
  return (
    <p className="faint">
      {booking ? `Booking ${booking.code}: ` : 'Booking: '}
      {from === null ? bookingWords[to] : `${bookingWords[from]} → ${bookingWords[to]}`}, by{' '}
      <bdi>{actorId === null ? 'the marketplace' : nameOf(actorId, conversation)}</bdi>
    </p>
  );
}

function Receipts({ message: { sentAt, deliveredAt, readAt } }: { message: OverseenMessage }) {
  return (
    <p className="receipts faint">
      {deliveredAt === null ? (
        <span>Not delivered</span>
      ) : (
        <span>
          Delivered <Moment at={deliveredAt} words={besides(deliveredAt, sentAt)} />
        </span>
      )}
      {readAt === null ? (
        <span>Not read</span>
      ) : (
        <span>
          Read <Moment at={readAt} words={besides(readAt, sentAt)} />
        </span>
      )}
    </p>
  );
}
