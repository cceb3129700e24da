/**
 * Letters of Windows-1252 that were read as Mac Roman: the same byte, in the code page it was written in. Only letters that
 * make no sense inside a Western title otherwise are listed, so that a text without this damage stays as it is.
 */
const WRITTEN_AS: Readonly<Record<string, string>> = {
  '‡': 'à',
  '·': 'á',
  '‚': 'â',
  '„': 'ã',
  '‰': 'ä',
  Ë: 'è',
  È: 'é',
  Í: 'ê',
  Î: 'ë',
  Ó: 'î',
  Ô: 'ï',
  Ò: 'ñ',
  Û: 'ó',
  Ù: 'ô',
  ˆ: 'ö',
  '˘': 'ù',
  '¸': 'ü',
  Á: 'ç',
  Ω: '½',
  Ö: '…',
};
const SUSPECT = new RegExp(`[${Object.keys(WRITTEN_AS).join('')}]`, 'g');

/**
 * Repairs a text whose accented letters came out as capitals and signs ("LÈon" -> "Léon"). A suspect that begins a word before
 * a small letter is left alone: there a capital is what it seems ("Émile").
 */
export function repairMojibake(text: string): string {
  return text.replace(SUSPECT, (letter, at: number) => {
    const beginsWord = at === 0 || /\s/.test(text[at - 1]!);
    const isLetter = /\p{Lu}/u.test(letter);
    return beginsWord && isLetter && /^\p{Ll}/u.test(text.slice(at + 1)) ? letter : WRITTEN_AS[letter]!;
  });
}
