import type { OutgoingImage, ThreadMessage } from '@duet/chat-client';
import { usePicture } from '@duet/chat-react';
import { Image, StyleSheet, View } from 'react-native';
import { Icon } from '../../ui/Icon.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { layoutOf } from './imageSizes.ts';

interface Props {
  message: ThreadMessage;
  pictures: readonly OutgoingImage[];
  /** Takes the message back, as long as nobody has it. */
  onCancel: () => void;
}

/** The photos of a message that waits, as the device has them, and how far each has come. */
export function PendingPhotos({ message: { status }, pictures, onCancel }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { width, rows } = layoutOf(pictures);
  let next = 0;
  return (
    <View style={[styles.grid, { width }]}>
      {rows.map(({ count, ratio }, row) => (
        <View key={row} style={styles.row}>
          {pictures.slice(next, (next += count)).map((picture) => (
            <View key={picture.key} style={[styles.cell, { aspectRatio: ratio }]} testID="pending-photo">
              <Pending picture={picture} uploading={status === 'uploading'} />
            </View>
          ))}
        </View>
      ))}
      {(status === 'uploading' || status === 'queued') && (
        <View style={styles.cancel}>
          <IconButton
            icon="close"
            label={words.photos.cancelUpload}
            onPress={onCancel}
            color="ink"
            testID="upload-cancel"
          />
        </View>
      )}
    </View>
  );
}

function Pending({ picture, uploading }: { picture: OutgoingImage; uploading: boolean }) {
  const styles = useStyles();
  const { key, imageId, failure, sent = 0 } = picture;
  const uri = usePicture(key);
  return (
    <>
      {uri !== undefined && (
        <Image source={{ uri }} resizeMode="cover" style={StyleSheet.absoluteFill} aria-hidden />
      )}
      {failure ? (
        <View style={styles.mark} testID="photo-failed">
          <Icon name="alert" size={18} color="negative" />
        </View>
      ) : (
        uploading &&
        imageId === undefined && (
          <View style={styles.mark} aria-hidden testID="photo-progress">
            <Text variant="caption" style={styles.digits}>{`${Math.round(sent * 100)} %`}</Text>
          </View>
        )
      )}
    </>
  );
}

const useStyles = themed(({ color }) => ({
  grid: { maxWidth: '100%', gap: 2, borderRadius: radius.l - 4, overflow: 'hidden' },
  row: { flexDirection: 'row', gap: 2 },
  cell: {
    flex: 1,
    overflow: 'hidden',
    alignItems: 'center',
    justifyContent: 'center',
    backgroundColor: color.pressed,
  },
  mark: {
    minHeight: 30,
    minWidth: 30,
    alignItems: 'center',
    justifyContent: 'center',
    paddingHorizontal: space.s,
    borderRadius: radius.round,
    backgroundColor: color.surface,
  },
  digits: { fontVariant: ['tabular-nums'] },
  cancel: {
    position: 'absolute',
    top: space.xs,
    end: space.xs,
    borderRadius: radius.round,
    backgroundColor: color.veil,
  },
}));
