/** The origin that served the page also serves the API. */
export const serverUrl = location.origin;
