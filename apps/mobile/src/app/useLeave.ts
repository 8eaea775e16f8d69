import { StackActions, useNavigation } from '@react-navigation/native';
import { useCallback } from 'react';

/** Back to the list one came from: the archived conversations, or the others. */
export function useLeave(): () => void {
  const navigation = useNavigation();
  return useCallback(() => {
    const archived = navigation.getState()?.routes.some(({ name }) => name === 'Archived');
    navigation.dispatch(StackActions.popTo(archived ? 'Archived' : 'Chats'));
  }, [navigation]);
}
