import { describe, expect, it } from 'vitest';
import { ApiError, networkError } from './api-error.ts';
import { id } from './facts.fixture.ts';
import { manualClock, settled } from './manual-clock.fixture.ts';
import { WatermarkReporter } from './watermark-reporter.ts';

const C1 = id('c1');
const C2 = id('c2');

function setUp() {
  const clock = manualClock();
  const sent: [string, number][] = [];
  let refuse: Error | undefined;
  let connected = true;
  const reporter = new WatermarkReporter({
    clock,
    isConnected: () => connected,
    send: async (conversationId, upToSeq) => {
      sent.push([conversationId, upToSeq]);
      if (refuse) throw refuse;
    },
  });
  return {
    clock,
    sent,
    reporter,
    answerWith: (error: Error | undefined) => (refuse = error),
    connect: (is: boolean) => (connected = is),
  };
}

describe('a watermark', () => {
  it('is reported at once, then once a second and conversation, the last standing for all', async () => {
    const { clock, sent, reporter } = setUp();
    reporter.report(C1, 1);
    for (let seq = 2; seq <= 9; seq += 1) reporter.report(C1, seq);
    reporter.report(C2, 1);
    expect(sent).toEqual([
      [C1, 1],
      [C2, 1],
    ]);
    await clock.advance(1_000);
    expect(sent.slice(2)).toEqual([[C1, 9]]);
    await clock.advance(5_000);
    expect(sent).toHaveLength(3);
  });

  it('never falls and is not repeated', async () => {
    const { clock, sent, reporter } = setUp();
    reporter.report(C1, 5);
    await clock.advance(2_000);
    reporter.report(C1, 4);
    reporter.report(C1, 5);
    reporter.resume();
    await clock.advance(2_000);
    expect(sent).toEqual([[C1, 5]]);
  });

  it('that could not be reported waits for the next connection', async () => {
    const { clock, sent, reporter, answerWith, connect } = setUp();
    answerWith(networkError());
    connect(false);
    reporter.report(C1, 5);
    await clock.advance(10_000);
    expect(sent).toHaveLength(1);
    answerWith(undefined);
    connect(true);
    reporter.resume();
    await settled();
    reporter.resume();
    await clock.advance(10_000);
    expect(sent).toHaveLength(2);
  });

  it('whose answer never came is reported again, though the connection holds', async () => {
    const { clock, sent, reporter, answerWith } = setUp();
    answerWith(networkError());
    reporter.report(C1, 5);
    await settled();
    answerWith(undefined);
    await clock.advance(10_000);
    expect(sent).toEqual([
      [C1, 5],
      [C1, 5],
    ]);
  });

  it('is reported again to a busy server, but not after a refusal', async () => {
    const { clock, sent, reporter, answerWith } = setUp();
    answerWith(new ApiError({ code: 'busy', message: '', retryable: true, requestId: 'r' }));
    reporter.report(C1, 5);
    await clock.advance(1_000);
    expect(sent).toHaveLength(2);
    answerWith(new ApiError({ code: 'seq_ahead', message: '', retryable: false, requestId: 'r' }));
    await clock.advance(10_000);
    expect(sent).toHaveLength(3);
  });
});
