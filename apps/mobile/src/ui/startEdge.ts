/** Where lines of text begin. The platform turns it around where the app is read from right to left. */
export const START = 'left';
