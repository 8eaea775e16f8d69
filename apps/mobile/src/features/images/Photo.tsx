import { useImage } from '@duet/chat-react';
import type { Image as SentImage, ImageSize } from '@duet/contract';
import { Image, Pressable, StyleSheet, View } from 'react-native';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { placeholderOf } from './placeholder.ts';

interface Props {
  image: SentImage;
  size: ImageSize;
  /** Shows all of it, or fills its place with it. */
  fit?: 'contain' | 'cover';
  /** Something of it lies beneath: nothing else stands for it until it is there. */
  bare?: boolean;
  /** What stands for it where it is not seen; left out where what it stands in says so. There is then no button to have it again. */
  label?: string;
}

/** An image that fills what it stands in: blurred at once, then as sharp as its place asks for. */
export function Photo({ image, size, fit = 'cover', bare = false, label }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { uri, error, retry } = useImage(image, size);
  const placeholder = bare ? undefined : placeholderOf(image.thumbhash);
  const gone = error?.code === 'image_not_found';
  return (
    <View
      style={[styles.fill, !bare && styles.ground]}
      testID={uri === undefined ? 'photo-waiting' : 'photo'}
    >
      {placeholder !== undefined && (
        <Image source={{ uri: placeholder }} resizeMode={fit} style={StyleSheet.absoluteFill} aria-hidden />
      )}
      {uri !== undefined && (
        <Image
          source={{ uri }}
          resizeMode={fit}
          style={StyleSheet.absoluteFill}
          onError={retry}
          {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
        />
      )}
      {uri === undefined && error && (
        <View style={styles.failure}>
          {gone || label === undefined ? (
            <View style={styles.badge}>
              <Icon name="alert" size={16} />
              {gone && <Text variant="caption">{words.photos.gone}</Text>}
            </View>
          ) : (
            <Pressable
              role="button"
              aria-label={words.photos.loadAgain(label)}
              onPress={retry}
              style={styles.badge}
              testID="photo-retry"
            >
              <Icon name="refresh" size={16} color="ink" />
              <Text variant="caption">{words.common.tryAgain}</Text>
            </Pressable>
          )}
        </View>
      )}
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  fill: { position: 'absolute', top: 0, end: 0, bottom: 0, start: 0 },
  ground: { backgroundColor: color.pressed },
  failure: {
    position: 'absolute',
    top: 0,
    end: 0,
    bottom: 0,
    start: 0,
    alignItems: 'center',
    justifyContent: 'center',
  },
  badge: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.xs,
    minHeight: 32,
    paddingHorizontal: space.m,
    borderRadius: radius.round,
    backgroundColor: color.surface,
  },
}));
