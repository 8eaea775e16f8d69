import type { Draft } from '@duet/chat-client';
import { useDraft } from '@duet/chat-react';
import type { ContactPolicy, Person } from '@duet/contract';
import { useEffect, useRef, useState } from 'react';
import { Platform, Pressable, TextInput, View, type TextInputKeyPressEvent } from 'react-native';
import { useKeptState } from '../../lib/useKeptState.ts';
import { Icon } from '../../ui/Icon.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed, useTheme } from '../../ui/theme.tsx';
import { radius, size, space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { ContactNotice } from '../safety/ContactNotice.tsx';
import { useContactNotice } from '../safety/useContactNotice.ts';
import { ClosedBar, type Closed } from './ClosedBar.tsx';
import { composerState } from './composerState.ts';
import { EditBar } from './EditBar.tsx';
import { ReplyBar } from './ReplyBar.tsx';
import { useAutoGrow } from './useAutoGrow';
import type { Editing } from './useEditing.ts';

interface Props {
  conversationId: string;
  autoFocus: boolean;
  peer: Person;
  /** Set while the composer holds a message that is there already. What was written before comes back after it. */
  editing: Editing | undefined;
  contactPolicy: ContactPolicy;
  closed: Closed | undefined;
  onSend: (draft: Draft) => void;
  onAttach: () => void;
  /** The up key in an empty composer: back to what was sent last. */
  onRecall: () => void;
  onKeystroke: () => void;
  /** Called when the person stops writing without sending. */
  onPause: () => void;
}

/** Where a message is written. Its text is read here alone, so that a key draws no message again. */
export function Composer({
  conversationId,
  autoFocus,
  peer,
  editing,
  contactPolicy,
  closed,
  onSend,
  onAttach,
  onRecall,
  onKeystroke,
  onPause,
}: Props) {
  const styles = useStyles();
  const words = useWords();
  const { color, scheme, type } = useTheme();
  const { draft, keep } = useDraft(conversationId);
  const [edited, setEdited] = useKeptState(`${conversationId}/edited-text`, '');
  const [shown, setShown] = useState(editing?.message);
  if (shown !== editing?.message) {
    setShown(editing?.message);
    setEdited(editing?.message.content ?? '');
  }
  const text = editing ? edited : draft.text;
  const { replyToId } = draft;
  const [focused, setFocused] = useState(false);
  const input = useRef<TextInput>(null);
  const state = composerState(text, words);
  // Where editing or replying began or ended, writing goes on.
  const occasion = editing?.message ?? replyToId;
  const former = useRef(occasion);
  useEffect(() => {
    if (former.current !== occasion) input.current?.focus();
    former.current = occasion;
  }, [occasion]);
  useAutoGrow(input, text, type.body.lineHeight * size.composerLines + 2 * space.m);

  const change = (next: string) => {
    dismiss();
    if (editing) return setEdited(next);
    keep({ text: next, replyToId });
    if (next.trim() === '') onPause();
    else onKeystroke();
  };
  const { kinds, pass, overrule, dismiss } = useContactNotice(contactPolicy);
  const deliver = () => {
    if (editing) editing.save(text.trim());
    else {
      onSend({ text: text.trim(), replyToId });
      keep({ text: '', replyToId: null });
    }
    input.current?.focus();
  };
  const send = () => {
    if (state.sendable && pass(text.trim())) deliver();
  };

  if (closed !== undefined) {
    return <ClosedBar conversationId={conversationId} closed={closed} name={peer.name} />;
  }
  return (
    <View style={styles.bar}>
      <View style={styles.column}>
        {editing && <EditBar editing={editing} peer={peer} />}
        {!editing && replyToId !== null && (
          <ReplyBar
            conversationId={conversationId}
            replyToId={replyToId}
            peer={peer}
            onCancel={() => keep({ text, replyToId: null })}
          />
        )}
        {kinds && (
          <ContactNotice
            kinds={kinds}
            masked={contactPolicy === 'mask'}
            name={peer.name}
            onEdit={() => {
              dismiss();
              input.current?.focus();
            }}
            onSend={() => {
              overrule('sent');
              deliver();
            }}
            onWrong={() => {
              overrule('wrong');
              deliver();
            }}
          />
        )}
        {state.note !== undefined && (
          <Text
            variant="caption"
            color={state.sendable ? 'inkSoft' : 'negative'}
            role="status"
            style={styles.note}
          >
            {state.note}
          </Text>
        )}
        <View style={styles.row}>
          {!editing && (
            <IconButton
              icon="photo"
              label={words.composer.attach}
              onPress={onAttach}
              testID="composer-attach"
            />
          )}
          <TextInput
            ref={input}
            value={text}
            onChangeText={change}
            onKeyPress={(event) => {
              if (isSendKey(event)) {
                event.preventDefault();
                send();
              } else if (event.nativeEvent.key === 'ArrowUp' && text === '' && !editing) {
                event.preventDefault();
                onRecall();
              }
            }}
            onFocus={() => setFocused(true)}
            onBlur={() => {
              setFocused(false);
              onPause();
            }}
            multiline
            autoFocus={autoFocus}
            enterKeyHint="send"
            placeholder={words.composer.placeholder}
            placeholderTextColor={color.inkFaint}
            aria-label={editing ? words.composer.edit : words.composer.label(peer.name)}
            keyboardAppearance={scheme}
            style={[styles.input, focused && styles.focused]}
            testID="composer-input"
          />
          <Pressable
            role="button"
            aria-label={editing ? words.common.save : words.common.send}
            aria-disabled={!state.sendable}
            disabled={!state.sendable}
            onPress={send}
            style={[styles.send, !state.sendable && styles.sendOff]}
            testID="composer-send"
          >
            <Icon
              name={editing ? 'check' : 'arrowUp'}
              size={22}
              color={state.sendable ? 'onAccent' : 'inkFaint'}
              weight={2.4}
            />
          </Pressable>
        </View>
      </View>
    </View>
  );
}

/** Enter, but neither with Shift nor while an input method composes a word. Soft keyboards of devices break the line. */
function isSendKey({ nativeEvent }: TextInputKeyPressEvent): boolean {
  const { key, shiftKey, isComposing } = nativeEvent as {
    key: string;
    shiftKey?: boolean;
    isComposing?: boolean;
  };
  return Platform.OS === 'web' && key === 'Enter' && shiftKey !== true && isComposing !== true;
}

const useStyles = themed(({ color, type }) => ({
  bar: {
    paddingHorizontal: space.m,
    paddingVertical: space.s + 2,
    backgroundColor: color.surface,
    borderTopWidth: 1,
    borderTopColor: color.line,
  },
  column: { width: '100%', maxWidth: size.column, alignSelf: 'center', gap: space.xs },
  row: { flexDirection: 'row', alignItems: 'flex-end', gap: space.s },
  note: { paddingHorizontal: space.m },
  input: {
    ...type.body,
    flex: 1,
    minHeight: size.touch,
    maxHeight: type.body.lineHeight * size.composerLines + 2 * space.m,
    paddingHorizontal: space.l,
    paddingVertical: space.m - 2,
    borderWidth: 1,
    borderColor: color.line,
    borderRadius: radius.l + 4,
    backgroundColor: color.background,
    color: color.ink,
  },
  focused: { borderColor: color.accent },
  send: {
    width: size.touch,
    height: size.touch,
    borderRadius: radius.round,
    alignItems: 'center',
    justifyContent: 'center',
    backgroundColor: color.accent,
  },
  sendOff: { backgroundColor: color.pressed },
}));
