/** A value that was encoded as JSON before it is sent, once for all who get it. */
export class Encoded<T> {
  readonly json: Buffer;

  constructor(value: T) {
    this.json = Buffer.from(JSON.stringify(value));
  }

  decode(): T {
    return JSON.parse(this.json.toString()) as T;
  }
}
