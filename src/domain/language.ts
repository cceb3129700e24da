/**
 * The language of a tag as a number: pt, PT and pt-BR are one, script and region left out. 0: there is no tag. Six letters of its first
 * part to the base 27; no two languages of the registry have as many in common (RFC 5646: two or three letters, eight at most).
 */
export function languageNo(tag: string | null): number {
  let number = 0;
  const end = Math.min(tag?.length ?? 0, 6);
  for (let at = 0; at < end; at++) {
    // Upper and lower case differ in this bit alone.
    const letter = (tag!.charCodeAt(at) | 0x20) - 0x60;
    if (letter < 1 || letter > 26) break;
    number = number * 27 + letter;
  }
  return number;
}
