import type { ThreadMessage } from '@duet/chat-client';
import { PixelRatio, Pressable, View } from 'react-native';
import { themed } from '../../ui/theme.tsx';
import { radius } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { layoutOf, sharpSize } from './imageSizes.ts';
import { photoLabel } from './imageWords.ts';
import { Photo } from './Photo.tsx';

interface Props {
  message: ThreadMessage;
  /** Whose they are; undefined for the viewer's own. */
  from: string | undefined;
  onOpen: (imageId: string) => void;
}

/** The photos of a message, all of them, in the room that they have from the first moment on. */
export function PhotoGrid({ message: { images, sentAt }, from, onOpen }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { width, rows } = layoutOf(images);
  let next = 0;
  return (
    <View style={[styles.grid, { width }]}>
      {rows.map(({ count, ratio }, row) => (
        <View key={row} style={styles.row}>
          {images.slice(next, (next += count)).map((image) => {
            const cell = width / count;
            const label = photoLabel(
              { number: images.indexOf(image) + 1, of: images.length, from, sentAt },
              words,
            );
            return (
              <Pressable
                key={image.id}
                role="button"
                aria-label={label}
                // The keyboard comes to them by the message's menu, which is one stop.
                tabIndex={-1}
                onPress={() => onOpen(image.id)}
                style={[styles.cell, { aspectRatio: ratio }]}
                testID="message-photo"
              >
                <Photo
                  image={image}
                  size={sharpSize({ width: cell, height: cell / ratio }, PixelRatio.get())}
                />
              </Pressable>
            );
          })}
        </View>
      ))}
    </View>
  );
}

const useStyles = themed(() => ({
  grid: { maxWidth: '100%', gap: 2, borderRadius: radius.l - 4, overflow: 'hidden' },
  row: { flexDirection: 'row', gap: 2 },
  cell: { flex: 1, overflow: 'hidden', cursor: 'pointer' },
}));
