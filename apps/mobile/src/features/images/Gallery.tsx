import type { PlacedImage } from '@duet/chat-client';
import { useState } from 'react';
import { FlatList, Modal, PixelRatio, Pressable, useWindowDimensions, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { errorWords } from '../../lib/errorWords.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { EmptyState, ErrorState } from '../../ui/Notice.tsx';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useReducedMotion } from '../../ui/useReducedMotion';
import { useWords } from '../../words/useWords.ts';
import { sharpSize } from './imageSizes.ts';
import { photoLabel } from './imageWords.ts';
import { Photo } from './Photo.tsx';

interface Props {
  /** With whom the conversation is. */
  name: string;
  /** Of the conversation, oldest first. */
  images: readonly PlacedImage[];
  isPending: boolean;
  error: unknown;
  onRetry: () => void;
  fromOf: (image: PlacedImage) => string | undefined;
  onOpen: (imageId: string) => void;
  /** The oldest are before one: there may be more. */
  onOldest: () => void;
  onClose: () => void;
}

const CELL = 128;

/** All photos of a conversation, the newest first. */
export function Gallery(props: Props) {
  const { name, images, isPending, error, onRetry, fromOf, onOpen, onOldest, onClose } = props;
  const styles = useStyles();
  const words = useWords();
  const still = useReducedMotion();
  const { width } = useWindowDimensions();
  const { top, bottom } = useSafeAreaInsets();
  const [room, setRoom] = useState(Math.min(width, size.column));
  const columns = Math.max(3, Math.floor(room / CELL));
  const cell = (room - (columns - 1) * space.xxs) / columns;
  return (
    <Modal
      visible
      animationType={still ? 'none' : 'slide'}
      onRequestClose={onClose}
      aria-label={words.photos.galleryWith(name)}
    >
      <View style={[styles.screen, { paddingTop: top }]} testID="gallery">
        <View style={styles.bar}>
          <IconButton
            icon="close"
            label={words.common.close}
            onPress={onClose}
            color="ink"
            testID="gallery-close"
          />
          <Text variant="heading" role="heading" aria-level={1} numberOfLines={1} style={styles.title}>
            {words.photos.galleryWith(name)}
          </Text>
        </View>
        {images.length === 0 ? (
          <Without isPending={isPending} error={error} onRetry={onRetry} />
        ) : (
          <FlatList
            key={columns}
            data={images.toReversed()}
            numColumns={columns}
            keyExtractor={({ image }) => image.id}
            onEndReached={onOldest}
            onEndReachedThreshold={1}
            columnWrapperStyle={styles.row}
            contentContainerStyle={[styles.content, { paddingBottom: bottom + space.l }]}
            onLayout={({ nativeEvent }) => setRoom(Math.min(nativeEvent.layout.width, size.column))}
            renderItem={({ item }) => (
              <Pressable
                role="button"
                aria-label={photoLabel({ ...item, from: fromOf(item), sentAt: item.message.sentAt }, words)}
                onPress={() => onOpen(item.image.id)}
                style={{ width: cell, height: cell, overflow: 'hidden' }}
                testID="gallery-photo"
              >
                <Photo image={item.image} size={sharpSize({ width: cell, height: cell }, PixelRatio.get())} />
              </Pressable>
            )}
          />
        )}
      </View>
    </Modal>
  );
}

function Without({ isPending, error, onRetry }: Pick<Props, 'isPending' | 'error' | 'onRetry'>) {
  const words = useWords();
  if (error) {
    return (
      <ErrorState title={words.photos.galleryFailed} text={errorWords(error, words)}>
        <Button kind="secondary" icon="refresh" label={words.common.tryAgain} onPress={onRetry} />
      </ErrorState>
    );
  }
  if (isPending) return <View />;
  return (
    <EmptyState icon="photo" title={words.photos.galleryEmptyTitle} text={words.photos.galleryEmptyText} />
  );
}

const useStyles = themed(({ color }) => ({
  screen: { flex: 1, backgroundColor: color.background },
  bar: {
    minHeight: size.bar,
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingHorizontal: space.s,
    borderBottomWidth: 1,
    borderBottomColor: color.line,
    backgroundColor: color.surface,
  },
  title: { flex: 1, textAlign: START },
  content: { width: '100%', maxWidth: size.column, alignSelf: 'center', gap: space.xxs },
  row: { gap: space.xxs },
}));
