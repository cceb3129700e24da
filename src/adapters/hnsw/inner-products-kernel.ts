/**
 * A WebAssembly module (Core Specification 2.0, binary format), assembled here because no part of the build compiles C:
 *
 *     run(vectors, query, rows, dimensions, products):        // addresses and counts, i32; dimensions a multiple of 4
 *       do                                                    // vectors: float32, query and products: float64
 *         even = odd = (0, 0); q = query; end = vectors + 4 * dimensions
 *         do
 *           four = vectors[0..4)
 *           even += (four[0], four[1]) * q[0..2)
 *           odd  += (four[2], four[3]) * q[2..4)
 *           q += 4 numbers; vectors += 4 numbers
 *         while vectors < end
 *         products[0] = even[0] + even[1] + (odd[0] + odd[1]); products += 1 number
 *       while --rows
 *
 * Those are the four sums of innerProduct, two to a register.
 */
export function innerProductsKernel(): Uint8Array<ArrayBuffer> {
  const code = [
    ...loop(
      ...[...ZEROS, ...set(EVEN), ...ZEROS, ...set(ODD), ...get(QUERY), ...set(Q)],
      ...[...get(VECTORS), ...get(DIMENSIONS), ...i32(2), SHIFT_LEFT, ADD, ...set(END)],
      ...loop(
        ...[...get(VECTORS), ...load(0), ...set(FOUR)],
        ...[...get(EVEN), ...get(FOUR), ...PROMOTE_LOW, ...get(Q), ...load(0), ...MULTIPLY, ...ADD_PAIRS, ...set(EVEN)],
        ...[...get(ODD), ...get(FOUR), ...get(FOUR), ...HIGH_TO_LOW, ...PROMOTE_LOW],
        ...[...get(Q), ...load(16), ...MULTIPLY, ...ADD_PAIRS, ...set(ODD)],
        ...[...get(Q), ...i32(32), ADD, ...set(Q), ...get(VECTORS), ...i32(16), ADD, ...tee(VECTORS)],
        ...[...get(END), LESS_THAN, REPEAT_IF, 0],
      ),
      ...[...get(PRODUCTS), ...sumOf(EVEN), ...sumOf(ODD), ADD_DOUBLES, STORE_DOUBLE, 3, 0],
      ...[...get(PRODUCTS), ...i32(8), ADD, ...set(PRODUCTS)],
      ...[...get(ROWS), ...i32(1), SUBTRACT, ...tee(ROWS), REPEAT_IF, 0],
    ),
    END_OF_BLOCK,
  ];
  const locals = [2, 2, I32, 3, V128];
  const body = [...locals, ...code];
  return Uint8Array.from([
    ...[...ascii('\0asm'), 1, 0, 0, 0],
    ...section(1, [1, FUNCTION, 5, I32, I32, I32, I32, I32, 0]),
    ...section(2, [1, ...name('env'), ...name('memory'), MEMORY, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('run'), 0, 0]),
    ...section(10, [1, ...unsigned(body.length), ...body]),
  ]);
}

// Parameters, then locals: two of i32, three of v128.
const [VECTORS, QUERY, ROWS, DIMENSIONS, PRODUCTS, END, Q, EVEN, ODD, FOUR] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const [I32, V128, FUNCTION, MEMORY] = [0x7f, 0x7b, 0x60, 0x02];
const [LOOP, NO_RESULT, REPEAT_IF, END_OF_BLOCK] = [0x03, 0x40, 0x0d, 0x0b];
const [ADD, SUBTRACT, SHIFT_LEFT, LESS_THAN, ADD_DOUBLES, STORE_DOUBLE] = [0x6a, 0x6b, 0x74, 0x49, 0xa0, 0x39];
const ZEROS = [...simd(0x0c), ...Array<number>(16).fill(0)];
const MULTIPLY = simd(0xf2);
const ADD_PAIRS = simd(0xf0);
const PROMOTE_LOW = simd(0x5f);
/** i8x16.shuffle of a register with itself. */
const HIGH_TO_LOW = [...simd(0x0d), ...[8, 9, 10, 11, 12, 13, 14, 15], ...[8, 9, 10, 11, 12, 13, 14, 15]];

function simd(operation: number): number[] {
  return [0xfd, ...unsigned(operation)];
}

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function get(local: number): number[] {
  return [0x20, local];
}
function set(local: number): number[] {
  return [0x21, local];
}
function tee(local: number): number[] {
  return [0x22, local];
}
/** Below 64: one byte of signed LEB128. */
function i32(value: number): number[] {
  return [0x41, value];
}
/** 16 bytes at an offset, promised to be aligned to 4. */
function load(offset: number): number[] {
  return [...simd(0x00), 2, offset];
}
function sumOf(pair: number): number[] {
  const lane = (number: number) => [...get(pair), ...simd(0x21), number];
  return [...lane(0), ...lane(1), ADD_DOUBLES];
}
function loop(...code: number[]): number[] {
  return [LOOP, NO_RESULT, ...code, END_OF_BLOCK];
}
function ascii(text: string): number[] {
  return [...Buffer.from(text, 'latin1')];
}
function name(text: string): number[] {
  return [text.length, ...ascii(text)];
}
function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}
