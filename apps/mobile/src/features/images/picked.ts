import type { Picture } from '@duet/chat-client';
import type { Words } from '../../words/en.ts';

/** A picture that somebody has chosen, as the platform gives it. */
export interface Picked {
  readonly picture: Picture;
  readonly contentType: string;
  readonly name: string;
  /** Where the platform says so. */
  readonly width?: number;
  readonly height?: number;
}

/** Why a picture cannot be sent; there are words for each. */
export type PictureFault = keyof Words['photos']['problems'];

export class PictureProblem extends Error {
  override readonly name = 'PictureProblem';

  readonly fault: PictureFault;

  constructor(fault: PictureFault) {
    super(fault);
    this.fault = fault;
  }
}

/** The format of an iPhone's camera, which only some platforms can read; what it says of itself differs. */
export function isHeic({ contentType, name }: Picked): boolean {
  return /hei[cf]/iu.test(contentType) || /\.hei[cf]$/iu.test(name);
}
