/** The state a Pressable gives its style; react-native-web adds `hovered`. */
export interface Interaction {
  pressed: boolean;
  hovered?: boolean;
}
