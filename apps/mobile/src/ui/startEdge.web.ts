/** Where lines of text begin: by the direction of the app, while that of a text is the text's own. */
export const START = 'start' as 'left';
