import { DESKTOP, expect, openConversation, rowsOf, send, test } from './demo.ts';

test('two people with several bookings choose which one they speak of', async ({ signIn }) => {
  const alice = await signIn('alice');
  const bruno = await signIn('bruno', DESKTOP);
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  const chips = alice.getByTestId('booking-chip');
  const bar = alice.getByTestId('booking-bar');
  await expect(chips).toHaveCount(3);
  await expect(chips.filter({ hasText: 'Prints and album design' })).toHaveAttribute('aria-pressed', 'true');
  await expect(bar).toContainText('Requested');

  await chips.filter({ hasText: 'Engagement session' }).click();
  await expect(bar).toContainText('Engagement session at sunset');
  await expect(bar).toContainText('Accepted');
  await send(alice, 'My sister would like to come along');
  for (const page of [alice, bruno])
    await expect(rowsOf(page, 'My sister would').getByTestId('about-booking')).toContainText(
      'Engagement session',
    );
  await expect(bruno.getByTestId('booking-bar')).toContainText('Engagement session at sunset');

  await bruno.getByTestId('booking-chip').filter({ hasText: 'Prints' }).click();
  await bruno.getByTestId('booking-action-declined').click();
  await expect(bruno.getByRole('dialog')).toContainText('Decline this request?');
  await bruno.getByTestId('dialog-cancel').click();
  await bruno.getByTestId('booking-action-accepted').click();
  await expect(alice.getByTestId('system-message').last()).toContainText(
    'accepted “Prints and album design”',
  );
});

test('a change of a booking tells on a tap what it was then and is now, and either side may cancel', async ({
  signIn,
}) => {
  const alice = await signIn('alice', DESKTOP);
  await openConversation(alice, 'Bruno');
  const line = alice.getByTestId('system-message').filter({ hasText: 'accepted “Engagement session' });
  const bar = alice.getByTestId('booking-bar');
  await line.getByRole('button').click();
  await expect(line.getByTestId('booking-states')).toHaveText('Requested → Accepted. It still is');
  await expect(bar).toContainText('Engagement session at sunset');

  await alice.getByTestId('booking-action-cancelled').click();
  await expect(alice.getByRole('dialog')).toContainText('Cancel this booking?');
  await alice.getByTestId('dialog-confirm').click();
  await expect(bar).toContainText('Cancelled');
  await expect(line.getByTestId('booking-states')).toHaveText('Requested → Accepted. Now: Cancelled');
  await expect(line.getByRole('button')).toHaveAttribute('aria-expanded', 'true');
  await line.getByRole('button').press('Enter');
  await expect(line.getByTestId('booking-states')).toHaveCount(0);
});

test('a customer who has booked writes first, from the booking, and the artist answers it from there', async ({
  signIn,
  open,
}) => {
  const hugo = await open();
  await hugo.getByTestId('demo-person-hugo').click();
  await expect(hugo.getByText('No conversations yet')).toBeVisible();
  await hugo.getByTestId('open-bookings').click();
  await hugo.getByTestId('booking-row').filter({ hasText: 'Vinyl set' }).click();
  await expect(hugo.getByTestId('booking-meaning')).toHaveText(/has not answered yet/);
  await hugo.getByTestId('booking-chat').click();
  await expect(hugo.getByTestId('booking-bar')).toContainText('Vinyl set for a housewarming');
  await send(hugo, 'Do you bring the turntables?');
  await expect(rowsOf(hugo, 'turntables').getByTestId('message-status-sent')).toBeVisible();

  const felix = await signIn('felix', DESKTOP);
  await openConversation(felix, 'Hugo');
  await felix.getByTestId('booking-details').click();
  await expect(felix.getByTestId('booking-meaning')).toHaveText('The customer waits for your answer.');
  await felix.getByTestId('booking-detail').getByTestId('booking-action-accepted').click();
  await expect(felix.getByTestId('booking-meaning')).toHaveText(/You have accepted/);
  await felix.getByTestId('booking-chat').click();
  await expect(felix.getByTestId('composer-input')).toBeVisible();
  await expect(hugo.getByTestId('system-message').last()).toContainText('accepted');

  await hugo.goBack();
  await expect(hugo.getByTestId('booking-meaning')).toHaveText(/has accepted/);
  await hugo.goBack();
  await expect(hugo.getByTestId('booking-row')).toContainText('Accepted');
});

test('a booking has an address, from which each of its people sees their side, and nobody else anything', async ({
  signIn,
}) => {
  const alice = await signIn('alice');
  await alice.getByTestId('open-bookings').click();
  await alice.getByTestId('booking-row').filter({ hasText: 'Prints and album' }).click();
  await expect(alice.getByTestId('booking-detail')).toContainText('With Bruno Castellani');
  const address = alice.url();
  await alice.getByTestId('booking-chat').click();
  await expect(alice.getByTestId('booking-bar')).toContainText('Prints and album');
  await alice.reload();
  await expect(alice.getByTestId('booking-bar')).toContainText('Prints and album');

  const bruno = await signIn('bruno', DESKTOP);
  await bruno.goto(address);
  await expect(bruno.getByTestId('booking-meaning')).toHaveText('The customer waits for your answer.');
  const carol = await signIn('carol');
  await carol.goto(address);
  await expect(carol.getByText('This booking could not be opened')).toBeVisible();
});
