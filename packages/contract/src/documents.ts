/** The contract as documents for other languages and tools. Apart from the rest, so that no client bundles it. */
export { toAsyncApi } from './asyncapi.ts';
export { toOpenApi } from './openapi.ts';
