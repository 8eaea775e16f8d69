import { StackActions, useNavigation } from '@react-navigation/native';
import { useCallback } from 'react';

/** Back to the list, as it was. */
export function useLeave(): () => void {
  const navigation = useNavigation();
  return useCallback(
    () => navigation.dispatch(StackActions.popTo('Chats', undefined, { merge: true })),
    [navigation],
  );
}
