import type { ApiError } from '@duet/chat-client';
import { useChatClient } from '@duet/chat-react';
import type { RouteResponse } from '@duet/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { View } from 'react-native';
import { errorWords } from '../../lib/errorWords.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Text } from '../../ui/Text.tsx';
import { themed } from '../../ui/theme.tsx';
import { space } from '../../ui/tokens.ts';
import { useWords } from '../../words/useWords.ts';
import { DemoPerson } from './DemoPerson.tsx';
import { demoPersonOfAddress } from './demoPersonOfAddress';
import { useSignIn } from './useSignIn.ts';

export type DemoPersonData = RouteResponse<'listDemoPeople'>['people'][number];

const TRY_AGAIN_AFTER = 4_000;

/** The people of the demo marketplace; `outside` when the server is not one. */
export function useDemoPeople() {
  const client = useChatClient();
  const query = useQuery<RouteResponse<'listDemoPeople'>, ApiError>({
    queryKey: ['demo-people'],
    queryFn: () => client.api.call('listDemoPeople'),
    staleTime: Infinity,
    networkMode: 'always',
    retry: false,
    refetchInterval: ({ state }) => (state.error && !isOutside(state.error) ? TRY_AGAIN_AFTER : false),
  });
  return { ...query, outside: isOutside(query.error) };
}

/** What this person signs in with, if they are one of the demo's: nobody could know it. */
export function useDemoPassword(personId: string | undefined): string | undefined {
  const { data } = useDemoPeople();
  return data?.people.some(({ id }) => id === personId) ? data.password : undefined;
}

function isOutside(error: ApiError | null): boolean {
  return error?.code === 'not_found';
}

/** Whether somebody was let in by the address already: who signs out afterwards is asked. */
let isLetIn = false;

/** The people of the demo, one tap away, by side; or the one whom the address names, without a tap. */
export function DemoPeople() {
  const styles = useStyles();
  const words = useWords();
  const { data, error, isPending, refetch } = useDemoPeople();
  const { pendingEmail, failure, submit } = useSignIn();
  useEffect(() => {
    const person = data?.people.find(({ email }) => email.split('@')[0] === demoPersonOfAddress);
    if (!data || !person || isLetIn) return;
    isLetIn = true;
    void submit(person.email, data.password);
  }, [data, submit]);
  if (isPending) return <PeopleSkeleton />;
  if (error) {
    return (
      <View style={styles.problem}>
        <Banner tone="negative" icon="offline" text={errorWords(error, words)} />
        <Button
          kind="secondary"
          icon="refresh"
          label={words.common.tryAgain}
          onPress={() => void refetch()}
        />
      </View>
    );
  }
  return (
    <View style={styles.groups}>
      {failure !== undefined && <Banner tone="negative" icon="alert" text={failure} />}
      {groupsOf(data.people).map(({ group, people }) => (
        <View key={group} style={styles.group} role="group" aria-label={words.welcome.people[group]}>
          <Text variant="caption" color="inkSoft" role="heading" aria-level={3}>
            {words.welcome.people[group]}
          </Text>
          <View style={styles.people}>
            {people.map((person) => (
              <DemoPerson
                key={person.id}
                person={person}
                busy={pendingEmail === person.email}
                disabled={pendingEmail !== undefined}
                onPress={() => void submit(person.email, data.password)}
              />
            ))}
          </View>
        </View>
      ))}
    </View>
  );
}

function groupsOf(people: readonly DemoPersonData[]) {
  const groupOf = ({ roles }: DemoPersonData) =>
    roles.includes('artist') ? 'artists' : roles.includes('customer') ? 'customers' : 'team';
  return (['customers', 'artists', 'team'] as const)
    .map((group) => ({ group, people: people.filter((person) => groupOf(person) === group) }))
    .filter((group) => group.people.length > 0);
}

function PeopleSkeleton() {
  const styles = useStyles();
  const words = useWords();
  return (
    <View style={styles.people} role="status" aria-label={words.welcome.loadingPeople}>
      {[150, 128, 170, 140, 156, 120].map((width) => (
        <Skeleton key={width} width={width} height={44} round />
      ))}
    </View>
  );
}

const useStyles = themed(() => ({
  groups: { gap: space.l },
  group: { gap: space.s },
  people: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
  problem: { gap: space.m, alignItems: 'flex-start' },
}));
