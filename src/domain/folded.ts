/** Names and titles that differ in case, or in how their accents are encoded, are the same. */
export const folded = (text: string): string => text.normalize('NFC').toLowerCase();
