import { DESKTOP, expect, openConversation, rowsOf, send, test } from './demo.ts';

test('links lead to the web alone, read as where they lead, and are not looked at by themselves', async ({
  signIn,
  server,
}) => {
  const alice = await signIn('alice', DESKTOP);
  const bruno = await signIn('bruno');
  const asked: string[] = [];
  for (const page of [alice, bruno]) page.on('request', (request) => asked.push(request.url()));
  await openConversation(alice, 'Bruno');
  await openConversation(bruno, 'Alice');
  await send(alice, 'Prices: https://duet.example/prices?of=2026#album (or javascript:alert(1))');
  await send(alice, 'The same: https://аррӏе.example/login');
  await send(alice, 'And https://duet.example@evil.example/ besides');
  for (const page of [alice, bruno]) {
    const link = rowsOf(page, 'Prices').getByRole('link');
    await expect(link).toHaveText('https://duet.example/prices?of=2026#album');
    await expect(link).toHaveAttribute('href', 'https://duet.example/prices?of=2026#album');
    await expect(link).toHaveAttribute('rel', /noopener.*noreferrer/);
    await expect(link).toHaveAttribute('target', '_blank');
    await expect(rowsOf(page, 'The same').getByRole('link')).toHaveText(
      'https://xn--80ak6aa92e.example/login',
    );
    await expect(rowsOf(page, 'besides')).toContainText('https://duet.example@evil.example/');
    await expect(rowsOf(page, 'besides').getByRole('link')).toHaveCount(0);
  }
  await expect(rowsOf(bruno, 'besides')).toBeInViewport();
  expect(
    asked.filter((url) => !url.startsWith(server.url) && !url.startsWith(server.url.replace('http', 'ws'))),
  ).toEqual([]);
});
