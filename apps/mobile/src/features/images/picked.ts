import type { Picture } from '@duet/chat-client';

/** A picture that somebody has chosen, as the platform gives it. */
export interface Picked {
  readonly picture: Picture;
  readonly contentType: string;
  readonly name: string;
  /** Where the platform says so. */
  readonly width?: number;
  readonly height?: number;
}

/** Why a picture cannot be sent, in words for whoever chose it. */
export class PictureProblem extends Error {
  override readonly name = 'PictureProblem';
}

export const UNREADABLE_PICTURE = 'This picture cannot be read.';
export const TOO_LARGE = 'This picture is too large.';

/** The format of an iPhone's camera, which only some platforms can read; what it says of itself differs. */
export function isHeic({ contentType, name }: Picked): boolean {
  return /hei[cf]/iu.test(contentType) || /\.hei[cf]$/iu.test(name);
}
