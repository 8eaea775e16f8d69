/** Browsers have Web Crypto. */
export {};
