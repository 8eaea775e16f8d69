import type { Device } from '@duet/testkit';

/** Uploads a picture and sends it into a conversation, as an app does; answers the image's id. */
export async function sendPicture(url: string, from: Device, to: string, bytes: Buffer): Promise<string> {
  const params = { id: to };
  const upload = await from.get('requestImageUpload', { params, body: { contentType: 'image/png' } });
  const form = new FormData();
  for (const [field, value] of Object.entries(upload.fields)) form.append(field, value);
  form.append('file', new Blob([new Uint8Array(bytes)]));
  await fetch(new URL(upload.url, url), { method: 'POST', body: form });
  const { imageId } = upload;
  await from.get('completeImage', { params: { id: imageId } });
  const clientMessageId = crypto.randomUUID();
  await from.get('sendMessage', { params, body: { type: 'image', clientMessageId, imageIds: [imageId] } });
  return imageId;
}
