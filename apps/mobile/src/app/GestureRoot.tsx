/** What gestures of rows need around the whole app. */
export { GestureHandlerRootView as GestureRoot } from 'react-native-gesture-handler';
