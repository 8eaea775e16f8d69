/** A number as Korean writes it. What is counted has no plural. */
export const number = (count: number) => count.toLocaleString('ko');
