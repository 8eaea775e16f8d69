import type { useConversationSearch } from '@duet/chat-react';
import { View } from 'react-native';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';

/** How a search stands, in words that are read out as they change. */
export function SearchStatus({ results }: { results: ReturnType<typeof useConversationSearch> }) {
  const styles = useStyles();
  return (
    <View role="status" aria-live="polite" style={styles.line} testID="search-status">
      <Text variant="caption" color="inkSoft">
        {sentenceOf(results)}
      </Text>
    </View>
  );
}

function sentenceOf(results: ReturnType<typeof useConversationSearch>): string {
  const { conversations, isSearching, error, hasNextPage } = results;
  const count = `${conversations.length}${hasNextPage ? ' and more' : ''} found`;
  if (isSearching) return conversations.length === 0 ? 'Searching…' : `${count}, searching for more…`;
  return error ? `${count} on this device` : count;
}

export const nothingFound = {
  icon: 'search',
  title: 'Nobody found',
  text: 'Names and booking codes are found by how their words begin.',
} as const;

/** The server could not be asked. */
export const nothingFoundHere = {
  title: 'Nobody found on this device',
  text: 'The server cannot be reached, so that only what this device keeps was searched.',
};

const useStyles = themed(() => ({
  line: { paddingHorizontal: space.l, paddingBottom: space.s },
}));
