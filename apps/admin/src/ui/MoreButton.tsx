interface Props {
  label: string;
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

/** Asks for the next page of a list, while there is one. */
export function MoreButton({ label, query }: Props) {
  if (!query.hasNextPage) return null;
  return (
    <button
      type="button"
      className="button more"
      disabled={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {query.isFetchingNextPage ? 'Loading …' : label}
    </button>
  );
}
