import type { Person } from '@duet/contract';
import { memo } from 'react';
import { View } from 'react-native';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { Caution } from '../safety/Caution.tsx';
import { AboutBooking } from './AboutBooking.tsx';
import { Bubble } from './Bubble.tsx';
import { ChangeFailure } from './ChangeFailure.tsx';
import { Failure } from './Failure.tsx';
import { FoundMark } from './FoundMark.tsx';
import { hasMenu, mayReply } from './mayChange.ts';
import { Paused } from './Paused.tsx';
import { SystemLine } from './SystemLine.tsx';
import type { ThreadRow } from './threadRows.ts';
import { UnreadDivider } from './UnreadDivider.tsx';
import type { MessageActions } from './Unsent.tsx';
import { ROW_ID } from './useThreadScroll';
import { WithMenu } from './WithMenu.tsx';

interface Props {
  row: ThreadRow;
  peer: Person;
  actions: MessageActions;
}

/** One message of the conversation. Drawn again only when it, or its place among its neighbours, changed. */
export const MessageRow = memo(function MessageRow({ row, peer, actions }: Props) {
  const styles = useStyles();
  const { message, startsGroup, firstUnread, found, about, caution } = row;
  return (
    <View nativeID={ROW_ID + message.key} style={startsGroup && styles.apart}>
      {found && <FoundMark />}
      {firstUnread && <UnreadDivider />}
      {message.type === 'system' ? (
        <SystemLine row={row} peer={peer} onShowBooking={actions.showBooking} />
      ) : (
        <View testID="message-row" style={message.mine ? styles.mine : styles.theirs}>
          {about !== null && <AboutBooking bookingId={about} onShow={actions.showBooking} />}
          {hasMenu(message) ? (
            <WithMenu
              mine={message.mine}
              tabbable={row.tabbable}
              onOpen={(at) => actions.menu(message, at)}
              onReply={mayReply(message) ? () => actions.reply(message) : undefined}
            >
              <Bubble row={row} peer={peer} actions={actions} />
            </WithMenu>
          ) : (
            <Bubble row={row} peer={peer} actions={actions} />
          )}
          {caution !== null && (
            <Caution
              kind={caution}
              name={peer.name}
              onReport={message.mine ? undefined : () => actions.report(message)}
            />
          )}
          {message.change?.status === 'failed' && <ChangeFailure change={message.change} actions={actions} />}
          {message.status === 'failed' && <Failure message={message} actions={actions} />}
          {message.status === 'paused' && <Paused row={row} actions={actions} />}
        </View>
      )}
    </View>
  );
});

const useStyles = themed(() => ({
  apart: { paddingTop: space.s },
  mine: { maxWidth: '82%', alignSelf: 'flex-end', alignItems: 'flex-end', paddingTop: space.xxs },
  theirs: { maxWidth: '82%', alignSelf: 'flex-start', alignItems: 'flex-start', paddingTop: space.xxs },
}));
