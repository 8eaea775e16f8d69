import type { Draft, OutgoingPicture } from '@duet/chat-client';
import { useDraft } from '@duet/chat-react';
import { LIMITS, type ContactPolicy } from '@duet/contract';
import { useRef } from 'react';
import { ActivityIndicator, Image, Modal, Pressable, ScrollView, TextInput, View } from 'react-native';
import { useSafeAreaInsets } from 'react-native-safe-area-context';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Text } from '../../ui/Text.tsx';
import { START } from '../../ui/startEdge';
import { themed, useTheme } from '../../ui/theme.tsx';
import { radius, size, space } from '../../ui/tokens.ts';
import { useReducedMotion } from '../../ui/useReducedMotion';
import { useWords } from '../../words/useWords.ts';
import { ContactNotice } from '../safety/ContactNotice.tsx';
import { useContactNotice } from '../safety/useContactNotice.ts';
import { composerState } from '../chat/composerState.ts';
import { useAutoGrow } from '../chat/useAutoGrow';
import type { Picked } from './picked.ts';
import { usePrepared, type Prepared } from './usePrepared.ts';
import { usePreview } from './usePreview.ts';

export interface ReviewProps {
  conversationId: string;
  contactPolicy: ContactPolicy;
  /** To whom they will go. */
  name: string;
  picked: readonly Picked[];
  onAdd: () => void;
  onRemove: (picked: Picked) => void;
  onSend: (draft: Draft, pictures: readonly OutgoingPicture[]) => void;
  onClose: () => void;
}

/** The photos before they are sent. Their caption is what was begun to be written, and stays so when they are not sent. */
export function ReviewSheet(props: ReviewProps) {
  const { conversationId, contactPolicy, name, picked, onAdd, onRemove, onSend, onClose } = props;
  const styles = useStyles();
  const words = useWords();
  const { color, scheme } = useTheme();
  const still = useReducedMotion();
  const { top, bottom } = useSafeAreaInsets();
  const { draft, keep } = useDraft(conversationId);
  const input = useRef<TextInput>(null);
  useAutoGrow(input, draft.text, CAPTION);
  const prepared = usePrepared(picked);
  const ready = prepared.flatMap((one) => (one.ready ? [one.ready] : []));
  const { sendable, note } = composerState(draft.text, words);
  const captionFits = sendable || draft.text.trim() === '';
  const isReady = captionFits && ready.length === picked.length && ready.length > 0;
  const { kinds, pass, overrule, dismiss } = useContactNotice(contactPolicy);
  const send = () => {
    onSend({ ...draft, text: draft.text.trim() }, ready);
    keep({ text: '', replyToId: null });
  };
  return (
    <Modal
      visible
      animationType={still ? 'none' : 'slide'}
      onRequestClose={onClose}
      aria-label={words.photos.send(picked.length)}
    >
      <View style={[styles.sheet, { paddingTop: top }]} testID="review">
        <View style={styles.bar}>
          <IconButton
            icon="close"
            label={words.photos.doNotSend}
            onPress={onClose}
            color="ink"
            testID="review-close"
          />
          <Text variant="heading" role="heading" aria-level={1} numberOfLines={1} style={styles.title}>
            {words.photos.sendTo(picked.length, name)}
          </Text>
        </View>
        <ScrollView style={styles.scroll} contentContainerStyle={styles.photos}>
          {prepared.map((one, index) => (
            <Reviewed
              key={index}
              prepared={one}
              label={words.photos.placed(index + 1, picked.length)}
              onRemove={() => onRemove(one.picked)}
            />
          ))}
          {picked.length < LIMITS.imagesPerMessage && (
            <Pressable
              role="button"
              aria-label={words.photos.add}
              onPress={onAdd}
              style={styles.add}
              testID="review-add"
            >
              <Icon name="photo" size={26} />
              <Text variant="caption" color="inkSoft">
                {words.common.add}
              </Text>
            </Pressable>
          )}
        </ScrollView>
        <View style={[styles.foot, { paddingBottom: bottom + space.m }]}>
          <View style={styles.column}>
            {(note !== undefined || picked.length === LIMITS.imagesPerMessage) && (
              <Text variant="caption" color={captionFits ? 'inkSoft' : 'negative'} role="status">
                {note ?? words.photos.most(LIMITS.imagesPerMessage)}
              </Text>
            )}
            {kinds && (
              <ContactNotice
                kinds={kinds}
                masked={contactPolicy === 'mask'}
                name={name}
                onEdit={() => {
                  dismiss();
                  input.current?.focus();
                }}
                onSend={() => {
                  overrule('sent');
                  send();
                }}
                onWrong={() => {
                  overrule('wrong');
                  send();
                }}
              />
            )}
            <View style={styles.row}>
              <TextInput
                ref={input}
                value={draft.text}
                onChangeText={(text) => {
                  dismiss();
                  keep({ ...draft, text });
                }}
                multiline
                placeholder={words.photos.addCaption}
                placeholderTextColor={color.inkFaint}
                aria-label={words.photos.caption}
                keyboardAppearance={scheme}
                style={styles.caption}
                testID="review-caption"
              />
              <Button
                label={words.common.send}
                icon="arrowUp"
                disabled={!isReady}
                onPress={() => {
                  if (pass(draft.text.trim())) send();
                }}
                testID="review-send"
              />
            </View>
          </View>
        </View>
      </View>
    </Modal>
  );
}

function Reviewed({
  prepared,
  label,
  onRemove,
}: {
  prepared: Prepared;
  label: string;
  onRemove: () => void;
}) {
  const styles = useStyles();
  const words = useWords();
  const { color } = useTheme();
  const { ready, problem } = prepared;
  const uri = usePreview(ready?.picture);
  return (
    <View style={styles.photo} testID="review-photo">
      {uri !== undefined && (
        <Image source={{ uri }} resizeMode="contain" style={styles.image} role="img" aria-label={label} />
      )}
      {!ready && problem === undefined && (
        <ActivityIndicator color={color.accent} aria-label={words.photos.preparing(label)} />
      )}
      {problem !== undefined && (
        <View style={styles.problem} role="alert">
          <Icon name="alert" size={20} color="negative" />
          <Text variant="caption" color="negative" style={styles.words}>
            {words.photos.problems[problem]}
          </Text>
        </View>
      )}
      <View style={styles.remove}>
        <IconButton
          icon="close"
          label={words.photos.remove(label)}
          onPress={onRemove}
          color="ink"
          testID="review-remove"
        />
      </View>
    </View>
  );
}

const TILE = 164;
/** A caption is no higher than this, and then scrolls. */
const CAPTION = 140;

const useStyles = themed(({ color, type }) => ({
  sheet: { flex: 1, backgroundColor: color.sunken },
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
  scroll: { flex: 1 },
  photos: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    justifyContent: 'center',
    gap: space.s,
    padding: space.m,
    width: '100%',
    maxWidth: size.column,
    alignSelf: 'center',
  },
  photo: {
    width: TILE,
    height: TILE,
    borderRadius: radius.m,
    overflow: 'hidden',
    justifyContent: 'center',
    backgroundColor: color.surface,
  },
  image: { position: 'absolute', top: 0, end: 0, bottom: 0, start: 0 },
  problem: { alignItems: 'center', gap: space.xs, padding: space.m },
  words: { textAlign: 'center' },
  remove: {
    position: 'absolute',
    top: space.xs,
    end: space.xs,
    borderRadius: radius.round,
    backgroundColor: color.veil,
  },
  add: {
    width: TILE,
    height: TILE,
    borderRadius: radius.m,
    borderWidth: 1,
    borderStyle: 'dashed',
    borderColor: color.outline,
    alignItems: 'center',
    justifyContent: 'center',
    gap: space.xs,
  },
  foot: {
    paddingHorizontal: space.m,
    paddingTop: space.m,
    borderTopWidth: 1,
    borderTopColor: color.line,
    backgroundColor: color.surface,
  },
  column: { width: '100%', maxWidth: size.column, alignSelf: 'center', gap: space.xs },
  row: { flexDirection: 'row', alignItems: 'flex-end', gap: space.s },
  caption: {
    ...type.body,
    flex: 1,
    minHeight: size.touch,
    maxHeight: CAPTION,
    paddingHorizontal: space.l,
    paddingVertical: space.m - 2,
    borderWidth: 1,
    borderColor: color.line,
    borderRadius: radius.l + 4,
    backgroundColor: color.background,
    color: color.ink,
  },
}));
