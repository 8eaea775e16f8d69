import {
  createNavigatorFactory,
  StackRouter,
  useNavigationBuilder,
  type DefaultNavigatorOptions,
  type EventMapBase,
  type NavigationAction,
  type NavigationProp,
  type ParamListBase,
  type RouterFactory,
  type StackNavigationState,
  type StackRouterOptions,
} from '@react-navigation/native';
import type {
  createNativeStackNavigator,
  NativeStackNavigationOptions,
} from '@react-navigation/native-stack';
import { StyleSheet, View } from 'react-native';

type State = StackNavigationState<ParamListBase>;

type Props = DefaultNavigatorOptions<
  ParamListBase,
  string | undefined,
  State,
  NativeStackNavigationOptions,
  EventMapBase,
  NavigationProp<ParamListBase>
>;

// Its own type does not fit where `exactOptionalPropertyTypes` is on.
const router = StackRouter as unknown as RouterFactory<State, NavigationAction, StackRouterOptions>;

/**
 * The screens of a stack on top of each other, of which the last is seen. What React Navigation has for the web draws
 * headers as well, which Duet's screens have themselves: 17 kB of a first load.
 */
function WebStack(props: Props) {
  const { state, descriptors, render } = useNavigationBuilder(router, props);
  return render(
    <View style={styles.fill}>
      {state.routes.map(({ key }, index) => (
        <View
          key={key}
          style={[StyleSheet.absoluteFill, index !== state.index && styles.covered]}
          aria-hidden={index !== state.index}
        >
          {descriptors[key]?.render()}
        </View>
      ))}
    </View>,
  );
}

/** A stack of screens, typed and set up as the one of the phones. */
export const createStack = createNavigatorFactory(WebStack) as typeof createNativeStackNavigator;

const styles = StyleSheet.create({ fill: { flex: 1 }, covered: { display: 'none' } });
