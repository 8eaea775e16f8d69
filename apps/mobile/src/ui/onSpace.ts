interface Key {
  readonly key: string;
  preventDefault: () => void;
}

/** The space bar for what is pressed but is no button: react-native-web leaves that to us, and scrolls the page. */
export function onSpace(press: () => void): object {
  return {
    onKeyDown: (event: Key) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      press();
    },
  };
}
