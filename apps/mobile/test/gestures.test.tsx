import { describe, expect, jest, test } from '@jest/globals';
import { act, render, renderHook, screen } from '@testing-library/react-native';
import { Share, Text, type GestureResponderHandlers } from 'react-native';
import { SwipeToReply } from '../src/features/chat/SwipeToReply.tsx';
import { useZoom } from '../src/features/images/useZoom.ts';
import { CLOSER, WHOLE } from '../src/features/images/zoom.ts';
import { COPY, copyText } from '../src/lib/copyText.ts';
import { move, type Steps } from './fingers.ts';

const at = (x: number, y: number) => ({ x, y });

describe('a message that is swiped', () => {
  const swipe = (x: number, y = 0) => {
    const onReply = jest.fn();
    render(
      <SwipeToReply onReply={onReply}>
        <Text>hello</Text>
      </SwipeToReply>,
    );
    const { props } = screen.root as unknown as { props: GestureResponderHandlers };
    act(() => void move(props, [at(0, 0)], [at(x / 5, y / 5)], [at(x, y)]));
    return onReply;
  };

  test('far to the right is answered', () => expect(swipe(100)).toHaveBeenCalledTimes(1));
  test('a little to the right is not', () => expect(swipe(40)).not.toHaveBeenCalled());
  test('up, while scrolling, is not', () => expect(swipe(60, -90)).not.toHaveBeenCalled());
});

describe('a photo under fingers', () => {
  const window = { width: 400, height: 800 };
  const open = () => {
    const on = { onStep: jest.fn(), onDismiss: jest.fn() };
    const { result } = renderHook(() => useZoom({ picture: { width: 4_000, height: 8_000 }, window, ...on }));
    const fingers = (...to: Steps) => act(() => void move(result.current.handlers, ...to));
    return { ...on, fingers, zoom: () => result.current.zoom };
  };

  test('grows between two fingers, and stays in its frame', () => {
    const { fingers, zoom } = open();
    fingers([at(150, 400), at(250, 400)], [at(150, 400), at(250, 400)], [at(100, 400), at(300, 400)]);
    expect(zoom().scale).toBeCloseTo(2);
    fingers([at(10, 400)], [at(10, 400)], [at(900, 400)]);
    expect(zoom()).toMatchObject({ scale: 2, x: 200 });
  });

  test('grows at two taps, and shrinks at two more', () => {
    const { fingers, zoom } = open();
    fingers([at(200, 400)]);
    fingers([at(200, 400)]);
    expect(zoom()).toEqual({ scale: CLOSER, x: 0, y: 0 });
    fingers([at(200, 400)]);
    fingers([at(200, 400)]);
    expect(zoom()).toEqual(WHOLE);
  });

  test('goes to the next when wiped to the left, to the one before when to the right, away when down', () => {
    const { fingers, onStep, onDismiss } = open();
    fingers([at(300, 400)], [at(300, 400)], [at(200, 410)]);
    fingers([at(100, 400)], [at(100, 400)], [at(200, 390)]);
    expect(onStep.mock.calls).toEqual([[1], [-1]]);
    fingers([at(200, 200)], [at(200, 200)], [at(210, 400)]);
    expect(onDismiss).toHaveBeenCalledTimes(1);
  });
});

test('text is taken along by the sheet of the system', async () => {
  const share = jest.spyOn(Share, 'share').mockResolvedValue({ action: 'sharedAction' });
  expect(COPY).toBe('share');
  await copyText('see you at six');
  expect(share).toHaveBeenCalledWith({ message: 'see you at six' });
});
