import { useBooking, useConversation, useOpenConversation } from '@duet/chat-react';
import type { Booking, Side } from '@duet/contract';
import { ScrollView, View } from 'react-native';
import { localeOf, spanOf } from '../../lib/dates.ts';
import { errorWords } from '../../lib/errorWords.ts';
import { priceOf } from '../../lib/money.ts';
import { useEscape } from '../../lib/useEscape';
import { Avatar } from '../../ui/Avatar.tsx';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { ErrorState } from '../../ui/Notice.tsx';
import { Screen } from '../../ui/Screen.tsx';
import { ScreenHeader } from '../../ui/ScreenHeader.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { START } from '../../ui/startEdge';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, size, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { ConnectionBanner } from '../chat/ConnectionBanner.tsx';
import { BookingActions } from './BookingActions.tsx';
import { statusTones } from './bookingWords.ts';
import { useBookingChange } from './useBookingChange.tsx';

export interface BookingDetailProps {
  bookingId: string;
  onLeave: () => void;
  /** Told which conversation to show, with this booking to be spoken of. */
  onChat: (conversationId: string) => void;
}

interface Props extends BookingDetailProps {
  side: Side;
}

/** One booking, from one of its two sides: what, when, how much, what to do about it, and the way to the other person. */
export function BookingDetail({ bookingId, side, onLeave, onChat }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { booking, error } = useBooking(bookingId);
  useEscape(onLeave);
  return (
    <Screen ground="sunken" testID="booking-detail">
      <ScreenHeader title={words.booking.name} back={{ label: words.common.back, onPress: onLeave }} />
      <ConnectionBanner />
      {booking ? (
        <Details booking={booking} side={side} onChat={onChat} />
      ) : error ? (
        <ErrorState title={words.booking.failed} text={errorWords(error, words)}>
          <Button kind="secondary" icon="back" label={words.common.back} onPress={onLeave} />
        </ErrorState>
      ) : (
        <View style={styles.content} role="status" aria-label={words.common.loading}>
          <Skeleton width="62%" height={22} />
          <Skeleton width="100%" height={160} />
        </View>
      )}
    </Screen>
  );
}

function Details({ booking, side, onChat }: { booking: Booking } & Pick<Props, 'side' | 'onChat'>) {
  const styles = useStyles();
  const words = useWords();
  const { customerId, artistId, status } = booking;
  // There may be none yet: then it is made when somebody has something to say.
  const { conversation } = useConversation(booking.conversationId);
  const opening = useOpenConversation();
  const { actions, isPending, choose, notices } = useBookingChange(booking, side);
  const peer = conversation?.peer.user;

  const talk = () => {
    if (conversation) onChat(conversation.id);
    else {
      const pair = { customerId, artistId, bookingId: booking.id };
      // A failure is told below.
      opening.mutateAsync(pair).then(onChat, () => undefined);
    }
  };
  return (
    <ScrollView contentContainerStyle={styles.content}>
      <View style={styles.heading}>
        <Text variant="title" role="heading" aria-level={2} style={styles.start}>
          {booking.title}
        </Text>
        <Chip label={words.booking.status[status]} tone={statusTones[status]} />
        <Text variant="detail" color="inkSoft" style={styles.start} testID="booking-meaning">
          {words.booking.meaning[side][status]}
        </Text>
      </View>
      <View style={styles.card}>
        {peer && (
          <View style={styles.fact}>
            <Avatar person={peer} size={32} />
            <Text variant="label" numberOfLines={2} style={styles.value}>
              {words.booking.with(peer.name)}
            </Text>
          </View>
        )}
        <Fact name={words.booking.when} value={spanOf(booking.startsAt, booking.endsAt, words)} />
        <Fact name={words.booking.price} value={priceOf(booking.price, booking.currency, localeOf(words))} />
        <Fact name={words.booking.code} value={booking.code} />
      </View>
      {notices}
      {booking.managedBy === 'host' && (
        <Text variant="caption" color="inkSoft" style={styles.start}>
          {words.booking.elsewhere}
        </Text>
      )}
      {actions.length > 0 && <BookingActions actions={actions} busy={isPending} onChoose={choose} />}
      {opening.error && <Banner tone="negative" icon="alert" text={errorWords(opening.error, words)} />}
      <Button
        icon="chat"
        label={words.booking.message(peer?.name ?? words.booking.other[side])}
        busy={opening.isPending}
        onPress={talk}
        testID="booking-chat"
      />
    </ScrollView>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  const styles = useStyles();
  return (
    <View style={[styles.fact, styles.further]}>
      <Text variant="detail" color="inkSoft">
        {name}
      </Text>
      <Text variant="detail" style={styles.value} selectable>
        {value}
      </Text>
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  content: {
    width: '100%',
    maxWidth: size.form,
    alignSelf: 'center',
    gap: space.l,
    paddingHorizontal: space.l,
    paddingVertical: space.xl,
  },
  heading: { alignItems: 'flex-start', gap: space.s },
  start: { textAlign: START },
  card: {
    overflow: 'hidden',
    borderRadius: radius.l,
    borderWidth: 1,
    borderColor: color.line,
    backgroundColor: color.surface,
  },
  fact: {
    minHeight: size.touch,
    flexDirection: 'row',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: space.l,
    paddingHorizontal: space.l,
    paddingVertical: space.s,
  },
  further: { borderTopWidth: 1, borderTopColor: color.line, marginTop: -1 },
  value: { flexShrink: 1 },
}));
