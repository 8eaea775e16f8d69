/** An app is not opened as somebody of the demo. */
export const demoPersonOfAddress: string | undefined = undefined;
