/**
 * A text as searches compare it: case, diacritics, width and ligatures folded, apostrophes left out, "&" an "and", everything
 * else that is not a letter or a digit of some script one space between words. Decomposed, so that a Korean word is found by its first
 * letters. Words of scripts that are written without spaces stay in one piece.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(ELISION, '$1 ')
    .replace(FOLDED_AWAY, '')
    .replace(LETTERS_WITHOUT_MARKS, (letter) => PLAIN_LETTERS[letter]!)
    .replaceAll('&', ' and ')
    .replace(BETWEEN_WORDS, ' ')
    .trim();
}

/**
 * The words of a folded text that an index holds: those between spaces; of scripts without spaces every two letters that follow each
 * other, and the last letter.
 */
export function wordsToIndex(folded: string): string[] {
  return piecesOf(folded).flatMap((piece) => (UNSPACED.test(piece) ? [...pairsOf(piece), lastOf(piece)] : [piece]));
}

/** The words of a folded text to look for: as above without the last letters, which would ask for a word's end. */
export function wordsToFind(folded: string): string[] {
  const words = piecesOf(folded).flatMap((piece) => {
    if (!UNSPACED.test(piece)) return [piece];
    const pairs = pairsOf(piece);
    return pairs.length > 0 ? pairs : [piece];
  });
  return [...new Set(words)];
}

export const isUnspaced = (word: string): boolean => UNSPACED.test(word);

/** Marks that people leave out when they type: those that many scripts share, Hebrew points. Vowel signs of Indic and Thai words are none. */
const FOLDED_AWAY = /[\p{Script=Inherited}\u0591-\u05c7'’‘ʼ`´]/gu;
/** "l'avventura" is looked for as "avventura" too; "schindler's" as "schindlers". */
const ELISION = /(?<!\p{L})([cdjlmnst]|qu|dell|nell|all|dall|sull)['’](?=\p{L}\p{M}*\p{L})/gu;
const BETWEEN_WORDS = /[^\p{L}\p{N}\p{M}]+/gu;
const UNSPACED_SCRIPTS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\u30fc';
const UNSPACED = new RegExp(`[${UNSPACED_SCRIPTS}]`, 'u');
const RUNS = new RegExp(`[${UNSPACED_SCRIPTS}]+|[^ ${UNSPACED_SCRIPTS}]+`, 'gu');

/** Letters that are another letter with a stroke or a tail, which no normal form takes apart. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ς: 'σ',
};
const LETTERS_WITHOUT_MARKS = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'gu');

const piecesOf = (folded: string): readonly string[] => folded.match(RUNS) ?? [];

function pairsOf(piece: string): string[] {
  const letters = [...piece];
  return letters.slice(1).map((letter, at) => letters[at]! + letter);
}

const lastOf = (piece: string): string => [...piece].at(-1)!;
