import type { PlacedImage } from '@duet/chat-client';
import { useEffect, useState } from 'react';
import { Modal, PixelRatio, useWindowDimensions, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { IconButton } from '../../ui/IconButton.tsx';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { DarkTheme, themed } from '../../ui/theme.tsx';
import { size, space } from '../../ui/tokens.ts';
import { useReducedMotion } from '../../ui/useReducedMotion';
import { useWords } from '../../words/useWords.ts';
import { fitted } from './zoom.ts';
import { sharpSize } from './imageSizes.ts';
import { photoLabel } from './imageWords.ts';
import { Photo } from './Photo.tsx';
import { useViewerInput } from './useViewerInput';
import { useZoom } from './useZoom.ts';

interface Props {
  /** Of the conversation, oldest first. */
  images: readonly PlacedImage[];
  /** The id of the one to begin with. */
  start: string;
  fromOf: (image: PlacedImage) => string | undefined;
  /** The oldest is before one: there may be more. */
  onOldest: () => void;
  onClose: () => void;
}

/** A photo before everything else, as large as one wants it, and from it to the others of the conversation. */
export function PhotoViewer(props: Props) {
  const words = useWords();
  const still = useReducedMotion();
  return (
    <Modal
      transparent
      visible
      animationType={still ? 'none' : 'fade'}
      onRequestClose={props.onClose}
      aria-label={words.photos.one}
      statusBarTranslucent
    >
      <DarkTheme>
        <Viewer {...props} />
      </DarkTheme>
    </Modal>
  );
}

function Viewer({ images, start, fromOf, onOldest, onClose }: Props) {
  const styles = useStyles();
  const words = useWords();
  const window = useWindowDimensions();
  const insets = useSafeAreaInsets();
  const [at, setAt] = useState(start);
  // One that was unsent meanwhile leaves its place to the next.
  const index = Math.max(
    0,
    images.findIndex(({ image }) => image.id === at),
  );
  const shown = images[index];
  const isOldest = index === 0;
  useEffect(() => {
    if (isOldest) onOldest();
  }, [isOldest, onOldest]);
  const isEmpty = shown === undefined;
  useEffect(() => {
    if (isEmpty) onClose();
  }, [isEmpty, onClose]);

  const { zoom, aside, handlers, zoomBy, moveBy, reset } = useZoom({
    picture: shown?.image ?? { width: 1, height: 1 },
    window,
    onStep: (by) => step(by),
    onDismiss: onClose,
  });
  const show = (to: PlacedImage | undefined) => {
    if (!to) return;
    reset();
    setAt(to.image.id);
  };
  const step = (by: -1 | 1) => show(images[index + by]);
  useViewerInput({
    onStep: step,
    onEnd: (which) => show(which < 0 ? images[0] : images.at(-1)),
    zoomBy,
    moveBy,
    reset,
    isZoomed: zoom.scale > 1,
  });
  if (!shown) return null;

  const { image, message, number, of } = shown;
  const label = photoLabel({ number, of, from: fromOf(shown), sentAt: message.sentAt }, words);
  const room = fitted(image, window);
  return (
    <View style={styles.ground} testID="photo-viewer">
      <View {...handlers} style={styles.stage} testID="photo-stage">
        <View
          key={image.id}
          style={[
            room,
            { transform: [{ translateX: zoom.x + aside }, { translateY: zoom.y }, { scale: zoom.scale }] },
          ]}
          testID="photo-zoomed"
        >
          <Photo image={image} size={sharpSize(room, PixelRatio.get() * 1.25)} fit="contain" label={label} />
        </View>
      </View>
      <View style={[styles.bar, { paddingTop: insets.top + space.xs }]}>
        <IconButton
          icon="close"
          label={words.common.close}
          onPress={onClose}
          color="ink"
          testID="photo-close"
        />
        <Text variant="label" numberOfLines={1} style={styles.title} role="status">
          {label}
        </Text>
        <Text variant="caption" color="inkSoft" aria-hidden>
          {`${index + 1} / ${images.length}`}
        </Text>
      </View>
      {images[index - 1] && (
        <View style={[styles.side, styles.before]}>
          <IconButton
            icon="back"
            label={words.photos.earlier}
            onPress={() => step(-1)}
            color="ink"
            testID="photo-before"
          />
        </View>
      )}
      {images[index + 1] && (
        <View style={[styles.side, styles.after]}>
          <IconButton
            icon="forward"
            label={words.photos.later}
            onPress={() => step(1)}
            color="ink"
            testID="photo-after"
          />
        </View>
      )}
      {message.content !== null && zoom.scale === 1 && (
        <View style={[styles.caption, { paddingBottom: insets.bottom + space.m }]} pointerEvents="none">
          <Text variant="body" numberOfLines={4} style={styles.words}>
            {message.content}
          </Text>
        </View>
      )}
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  ground: { flex: 1, backgroundColor: color.sunken },
  stage: {
    flex: 1,
    alignItems: 'center',
    justifyContent: 'center',
    overflow: 'hidden',
    touchAction: 'none',
    userSelect: 'none',
  },
  bar: {
    position: 'absolute',
    top: 0,
    start: 0,
    end: 0,
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingHorizontal: space.s,
    paddingEnd: space.l,
    paddingBottom: space.xs,
    backgroundColor: color.veil,
  },
  title: { flex: 1, textAlign: START },
  side: {
    position: 'absolute',
    top: '50%',
    marginTop: -size.touch / 2,
    borderRadius: size.touch,
    backgroundColor: color.veil,
  },
  before: { start: space.s },
  after: { end: space.s },
  caption: {
    position: 'absolute',
    start: 0,
    end: 0,
    bottom: 0,
    alignItems: 'center',
    paddingHorizontal: space.l,
    paddingTop: space.m,
    backgroundColor: color.veil,
  },
  words: { maxWidth: size.column },
}));
