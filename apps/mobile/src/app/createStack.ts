/** A stack of screens as the platform has it. */
export { createNativeStackNavigator as createStack } from '@react-navigation/native-stack';
