/** For a View: shows itself to a pointer over its parent, and to the keyboard within; main.css says how. */
export const reveal: object = { dataSet: { reveal: '' } };
