/** The parts of OpenAPI 3.1 and AsyncAPI 3 that our own documents have. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

interface Content {
  readonly content?: { readonly 'application/json': { readonly schema: Schema } };
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content & { readonly description: string }>>;
}

export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly [{ readonly url: string }];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface AsyncApi {
  readonly info: OpenApi['info'];
  readonly channels: {
    readonly socket: { readonly description: string; readonly 'x-handshake-auth': Schema };
  };
  readonly operations: Readonly<
    Record<
      string,
      {
        readonly action: 'send' | 'receive';
        readonly title: string;
        readonly summary: string;
        readonly messages: readonly [{ readonly $ref: string }];
        readonly reply?: { readonly messages: readonly [{ readonly $ref: string }] };
      }
    >
  >;
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly payload: Schema; readonly summary?: string }>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}
