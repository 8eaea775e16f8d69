import type { OutgoingImage, ThreadMessage } from '@duet/chat-client';
import { usePicture } from '@duet/chat-react';
import type { Image as SentImage } from '@duet/contract';
import { useState } from 'react';
import { Image, PixelRatio, Pressable, StyleSheet, View } from 'react-native';
import { Icon } from '../../ui/Icon.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { radius, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { layoutOf, sharpSize } from './imageSizes.ts';
import { photoLabel } from './imageWords.ts';
import { Photo } from './Photo.tsx';

interface Props {
  message: ThreadMessage;
  /** Whose they are; undefined for the viewer's own. */
  from: string | undefined;
  onOpen: (imageId: string) => void;
  /** Takes the message back, as long as nobody has it. */
  onCancel: () => void;
}

/**
 * The photos of a message, all of them, in the room that they have from the first moment on. What waits is shown as the
 * device has it, which stays beneath what the server has made of it: nothing blinks when it has been sent.
 */
export function MessagePhotos({ message, from, onOpen, onCancel }: Props) {
  const styles = useStyles();
  const words = useWords();
  const { images, sentAt, status } = message;
  const pictures = useOwnPictures(message);
  const { width, rows } = layoutOf(message.pictures ?? images);
  let next = 0;
  return (
    <View style={[styles.grid, { width }]}>
      {rows.map(({ count, ratio }, row) => (
        <View key={row} style={styles.row}>
          {Array.from({ length: count }, () => next++).map((place) => {
            const cell = { width: width / count, height: width / count / ratio };
            const image = images[place];
            const of = images.length;
            const photo = image && {
              image,
              size: sharpSize(cell, PixelRatio.get()),
              label: photoLabel({ number: place + 1, of, from, sentAt }, words),
              onPress: () => onOpen(image.id),
            };
            const picture = pictures?.[place];
            return (
              <View key={place} style={[styles.cell, { aspectRatio: ratio }]}>
                {picture ? (
                  <OwnPhoto picture={picture} uploading={status === 'uploading'} photo={photo} />
                ) : (
                  photo && <SentPhoto {...photo} />
                )}
              </View>
            );
          })}
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

/** The pictures of a message that waits, or did when it was first shown here. */
function useOwnPictures({ pictures, images }: ThreadMessage): readonly OutgoingImage[] | undefined {
  const [own, setOwn] = useState(pictures);
  if (pictures && pictures !== own) setOwn(pictures);
  return pictures ?? (own?.length === images.length ? own : undefined);
}

interface SentProps {
  image: SentImage;
  size: Parameters<typeof Photo>[0]['size'];
  label: string;
  onPress: () => void;
}

function SentPhoto({ image, size, label, onPress, bare = false }: SentProps & { bare?: boolean }) {
  const styles = useStyles();
  return (
    <Pressable
      role="button"
      aria-label={label}
      // The keyboard comes to them by the message's menu, which is one stop.
      tabIndex={-1}
      onPress={onPress}
      style={styles.photo}
      testID="message-photo"
    >
      <Photo image={image} size={size} bare={bare} />
    </Pressable>
  );
}

interface OwnProps {
  picture: OutgoingImage;
  uploading: boolean;
  /** What the server has made of it, once it has the message. */
  photo: SentProps | undefined;
}

function OwnPhoto({ picture, uploading, photo }: OwnProps) {
  const styles = useStyles();
  const { key, imageId, failure, sent = 0 } = picture;
  const uri = usePicture(key);
  return (
    <View style={styles.own} testID={photo ? undefined : 'pending-photo'}>
      {uri !== undefined && (
        <Image
          source={{ uri }}
          resizeMode="cover"
          style={StyleSheet.absoluteFill}
          aria-hidden
          testID="own-picture"
        />
      )}
      {photo && <SentPhoto {...photo} bare={uri !== undefined} />}
      {!photo &&
        (failure ? (
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
        ))}
    </View>
  );
}

const useStyles = themed(({ color }) => ({
  grid: { maxWidth: '100%', gap: 2, borderRadius: radius.l - 4, overflow: 'hidden' },
  row: { flexDirection: 'row', gap: 2 },
  cell: { flex: 1, overflow: 'hidden' },
  photo: { position: 'absolute', top: 0, end: 0, bottom: 0, start: 0, cursor: 'pointer' },
  own: { flex: 1, alignItems: 'center', justifyContent: 'center', backgroundColor: color.pressed },
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
