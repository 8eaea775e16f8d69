/** What gestures of rows need around the whole app. */
export { GestureHandlerRootView as Root } from 'react-native-gesture-handler';
