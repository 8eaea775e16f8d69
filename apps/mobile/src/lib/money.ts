/** An amount in the smallest unit of its currency, as people write it; whole amounts without cents. */
export function priceOf(amount: number, currency: string, locale?: string): string {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
  }).resolvedOptions();
  const value = amount / 10 ** maximumFractionDigits;
  const digits = Number.isInteger(value) ? 0 : maximumFractionDigits;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}
