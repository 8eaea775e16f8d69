import { ERRORS, type ErrorCode } from '@duet/contract';
import { describe, expect, it } from 'vitest';
import { ApiError } from './api-error.ts';
import type { Api } from './api.ts';
import { ALICE, CONVERSATION, id, queueEntry } from './facts.fixture.ts';
import { ImageUploader } from './image-uploader.ts';
import { manualClock } from './manual-clock.fixture.ts';
import { memoryPictures, pictureName } from './picture-store.ts';
import type { OutgoingImage } from './queue-entry.ts';

const image: OutgoingImage = { key: id('p1'), contentType: 'image/jpeg', width: 4, height: 3 };
const entry = queueEntry(id('a'), { images: [image] });

function refusal(code: ErrorCode): ApiError {
  const { message, retryable } = ERRORS[code];
  return new ApiError({ code, message, retryable, requestId: 'r' });
}

/** A server and a store whose answers stand in line; without one they do as they are asked. */
function setUp() {
  const clock = manualClock();
  const asked: string[] = [];
  const answers: { completeImage: ApiError[]; post: (number | 'nothing')[] } = {
    completeImage: [],
    post: [],
  };
  let forms = 0;
  const api = {
    call: async (name: string, { params }: { params: { id: string } }) => {
      asked.push(`${name} ${params.id}`);
      if (name === 'completeImage') {
        const refused = answers.completeImage.shift();
        if (refused) throw refused;
        return { image: { id: params.id } };
      }
      forms += 1;
      const expiresAt = new Date(clock.now() + 15 * 60_000).toISOString();
      return { imageId: `i${forms}`, url: '/objects/up', fields: { key: 'k' }, expiresAt };
    },
  } as unknown as Api;
  const pictures = memoryPictures();
  pictures.hold(pictureName(ALICE, image.key), 'file:p1');
  const uploader = new ImageUploader({
    api,
    baseUrl: 'https://duet.example',
    clock,
    pictures,
    postForm: async ({ url, file, fields }, { onProgress, signal }) => {
      asked.push(`post ${url} ${typeof file === 'string' ? file : 'bytes'} ${Object.keys(fields).join()}`);
      onProgress(0.5);
      const answer = answers.post.shift() ?? 204;
      if (answer !== 'nothing') return answer;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    },
  });
  const upload = (signal = new AbortController().signal) =>
    uploader
      .uploadImage(entry, image, { onProgress: () => undefined, signal })
      .catch((error: unknown) => error as ApiError);
  return { clock, asked, answers, pictures, upload };
}

const ASK = `requestImageUpload ${CONVERSATION}`;
const POST = 'post https://duet.example/objects/up file:p1 key';

describe('uploadImage', () => {
  it('gets a form, fills it in, and has an image made of it', async () => {
    const { asked, upload } = setUp();
    expect(await upload()).toBe('i1');
    expect(asked).toEqual([ASK, POST, 'completeImage i1']);
  });

  it('does not upload again what the server may be making an image of', async () => {
    const { asked, answers, upload } = setUp();
    answers.completeImage.push(refusal('storage_unavailable'));
    expect(await upload()).toMatchObject({ code: 'storage_unavailable', retryable: true });
    expect(await upload()).toBe('i1');
    expect(asked).toEqual([ASK, POST, 'completeImage i1', 'completeImage i1']);
  });

  it('fills in a form again for as long as it is good, and asks for another one afterwards', async () => {
    const { clock, asked, answers, upload } = setUp();
    answers.post.push('nothing', 'nothing');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const failed = upload();
      await clock.advance(31_000);
      expect(await failed).toMatchObject({ code: 'network' });
    }
    expect(asked).toEqual([ASK, POST, POST]);
    await clock.advance(15 * 60_000);
    expect(await upload()).toBe('i2');
  });

  it('asks for another form when this one is over for the store, and begins anew when the server has lost it', async () => {
    const { answers, upload } = setUp();
    answers.post.push(403);
    expect(await upload()).toMatchObject({ code: 'network', retryable: true });
    answers.completeImage.push(refusal('image_not_uploaded'), refusal('image_not_found'));
    expect(await upload()).toMatchObject({ code: 'network' });
    expect(await upload()).toMatchObject({ code: 'network' });
    expect(await upload()).toBe('i4');
  });

  it('says what cannot be sent for good', async () => {
    const { answers, pictures, upload } = setUp();
    answers.post.push(413);
    expect(await upload()).toMatchObject({ code: 'upload_refused', retryable: false });
    answers.completeImage.push(refusal('image_invalid'));
    expect(await upload()).toMatchObject({ code: 'image_invalid', retryable: false });
    await pictures.remove(pictureName(ALICE, image.key));
    expect(await upload()).toMatchObject({ code: 'unreadable', retryable: false });
  });
});
