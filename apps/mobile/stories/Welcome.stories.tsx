import type { Meta } from '@storybook/react-vite';
import { ada } from './facts.ts';
import { chats, press, screen, welcome, write } from './screen.tsx';
import { never, refuse } from './world.ts';

export default { title: 'Welcome' } satisfies Meta;

const nobody = { viewer: null };

export const Idle = screen(welcome, () => nobody);

export const Loading = screen(welcome, () => ({ ...nobody, answers: { listDemoPeople: never } }));

export const Unreachable = screen(welcome, () => ({
  ...nobody,
  answers: { listDemoPeople: () => refuse('database_unavailable') },
}));

export const OutsideTheDemo = screen(welcome, () => ({
  ...nobody,
  answers: { listDemoPeople: () => refuse('not_found') },
}));

export const SigningIn = screen(
  welcome,
  () => ({ ...nobody, answers: { login: never } }),
  () => press('demo-person-alice'),
);

export const Refused = screen(
  welcome,
  () => ({
    ...nobody,
    answers: { listDemoPeople: () => refuse('not_found'), login: () => refuse('invalid_credentials') },
  }),
  async () => {
    await write('email', 'alice@duet.example');
    await write('password', 'forgotten');
    await press('sign-in');
  },
);

export const SessionEnded = screen(chats(), () => ({
  answers: { listDemoPeople: () => refuse('not_found') },
  done: (client) => client.session.expire(),
}));

export const Administrator = screen([{ name: 'Administrator' }], () => ({ viewer: ada }));
