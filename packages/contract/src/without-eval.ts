import { config } from 'zod';

// zod tries whether it may make code of strings, which a page's policy forbids, and browsers report the try. Elsewhere it may.
if ('document' in globalThis) config({ jitless: true });
