import { StackActions, useIsFocused, useNavigation, type StaticScreenProps } from '@react-navigation/native';
import { useCallback } from 'react';
import { ChatScreen, SettingsScreen } from './screens';

/** `/chat/:conversationId` */
export function ChatRoute({ route }: StaticScreenProps<{ conversationId: string }>) {
  const navigation = useNavigation();
  const leave = useLeave();
  const inFront = useIsFocused();
  const entitle = useCallback((title: string) => navigation.setOptions({ title }), [navigation]);
  return (
    <ChatScreen
      conversationId={route.params.conversationId}
      onLeave={leave}
      onTitle={entitle}
      inFront={inFront}
    />
  );
}

/** `/settings` */
export function SettingsRoute() {
  return <SettingsScreen onLeave={useLeave()} />;
}

/** Back to the list, as it was. */
function useLeave(): () => void {
  const navigation = useNavigation();
  return useCallback(
    () => navigation.dispatch(StackActions.popTo('Chats', undefined, { merge: true })),
    [navigation],
  );
}
