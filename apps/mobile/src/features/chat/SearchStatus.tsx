import type { useConversationSearch } from '@duet/chat-react';
import { View } from 'react-native';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import type { Words } from '../../words/en.ts';
import { useWords } from '../../words/useWords.ts';

/** How a search stands, in words that are read out as they change. */
export function SearchStatus({ results }: { results: ReturnType<typeof useConversationSearch> }) {
  const styles = useStyles();
  const words = useWords();
  return (
    <View role="status" aria-live="polite" style={styles.line} testID="search-status">
      <Text variant="caption" color="inkSoft">
        {sentenceOf(results, words)}
      </Text>
    </View>
  );
}

function sentenceOf(results: ReturnType<typeof useConversationSearch>, { search }: Words): string {
  const { conversations, isSearching, error, hasNextPage } = results;
  const found = search.found(conversations.length, hasNextPage);
  if (isSearching) return conversations.length === 0 ? search.searching : search.searchingOn(found);
  return error ? search.here(found) : found;
}

const useStyles = themed(() => ({
  line: { paddingHorizontal: space.l, paddingBottom: space.s },
}));
