/** `?as=alice`: whom of the demo the page was opened as, by the first part of the e-mail address. */
export const demoPersonOfAddress = new URLSearchParams(location.search).get('as') ?? undefined;
