import { useEffect, useState } from 'react';
import { AppState } from 'react-native';

/** Whether somebody may be looking: the app is in front. */
export function useAttention(): boolean {
  const [attentive, setAttentive] = useState(AppState.currentState === 'active');
  useEffect(() => {
    const subscription = AppState.addEventListener('change', (state) => setAttentive(state === 'active'));
    return () => subscription.remove();
  }, []);
  return attentive;
}
