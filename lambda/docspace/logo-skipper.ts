const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const SPACE = 0x20;
const LETTER_U = 0x75;
const FIRST_NON_ASCII = 0x80;

/** What may follow a backslash, but for `u` and its four hexadecimal digits. */
const ESCAPABLE = new Set(Buffer.from('"\\/bfnrt'));
const HEX_DIGITS = new Set(Buffer.from('0123456789abcdefABCDEF'));

/** `logo` as it is written between the quotes of a key, each letter escaped or not. */
const LOGO_KEY = /^(?:l|\\u006[cC])(?:o|\\u006[fF])(?:g|\\u0067)(?:o|\\u006[fF])$/;
const MAX_KEY_LENGTH = 24;

/** What ends a run of plain bytes inside a string: a quote, a backslash, a control character. */
const NOT_PLAIN = /[^ !#-[\]-\xff]/g;

/** Where a run of plain bytes ends, found in one step, since there may be millions. */
const endOfPlainRun = (bytesAsText: string, from: number): number => {
  NOT_PLAIN.lastIndex = from;
  return NOT_PLAIN.test(bytesAsText) ? NOT_PLAIN.lastIndex - 1 : bytesAsText.length;
};

/**
 * Where the next byte is. `broken`: inside a logo that `JSON.parse` would refuse; all the rest is dropped, so that the
 * text that is kept ends inside a string and is refused, too.
 */
type Place = 'before' | 'outside strings' | 'key' | 'string' | 'logo' | 'broken' | 'no object';

const isDropped = (place: Place): boolean => place === 'logo' || place === 'broken';

/**
 * Drops, from the bytes of one JSON text in UTF-8 that arrive in pieces, what a string under the top-level key
 * `logo` holds; its quotes stay. `JSON.parse` of what is kept gives what it would give of the whole, with an empty
 * logo, and fails where it would fail. Between two pieces no more is remembered than a few characters of a key.
 *
 * Own code, because dropping one string is all that is needed: a streaming parser would bring 20 KB and its own
 * reading of escapes, duplicate keys and broken texts.
 *
 * @returns takes the next piece, gives the parts of it that are kept
 */
export const createLogoSkipper = (): ((piece: Uint8Array) => Uint8Array[]) => {
  let place: Place = 'before';
  let depth = 0;
  /** Whether the next string is a key of the top level, or the value of such a key that is `logo`. */
  let isKeyNext = true;
  let isLogoNext = false;
  let key = '';
  let isEscaped = false;
  let hexDigitsLeft = 0;

  const afterStart = (byte: number): Place => {
    if (byte === OPEN_BRACE) return afterOutside(byte);
    // White space and a byte order mark may come before the object.
    return byte <= SPACE || byte >= FIRST_NON_ASCII ? 'before' : 'no object';
  };

  const afterOutside = (byte: number): Place => {
    if (byte === QUOTE) {
      key = '';
      if (isKeyNext) return 'key';
      return depth === 1 && isLogoNext ? 'logo' : 'string';
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
    if (byte === COMMA && depth === 1) isKeyNext = true;
    return 'outside strings';
  };

  const afterString = (byte: number): Place => {
    if (isEscaped) isEscaped = false;
    else if (byte === BACKSLASH) isEscaped = true;
    else if (byte === QUOTE) return 'outside strings';
    return 'string';
  };

  const afterKey = (byte: number): Place => {
    if (afterString(byte) === 'string') {
      if (key.length <= MAX_KEY_LENGTH) key += String.fromCharCode(byte);
      return 'key';
    }
    isKeyNext = false;
    isLogoNext = LOGO_KEY.test(key);
    return 'outside strings';
  };

  const afterLogo = (byte: number): Place => {
    if (hexDigitsLeft > 0) {
      hexDigitsLeft -= 1;
      return HEX_DIGITS.has(byte) ? 'logo' : 'broken';
    }
    if (isEscaped) {
      isEscaped = false;
      if (byte === LETTER_U) hexDigitsLeft = 4;
      return byte === LETTER_U || ESCAPABLE.has(byte) ? 'logo' : 'broken';
    }
    if (byte === QUOTE) return 'outside strings';
    isEscaped = byte === BACKSLASH;
    return byte < SPACE ? 'broken' : 'logo';
  };

  const after = (byte: number): Place => {
    switch (place) {
      case 'logo':
        return afterLogo(byte);
      case 'string':
        return afterString(byte);
      case 'outside strings':
        return afterOutside(byte);
      case 'key':
        return afterKey(byte);
      case 'before':
        return afterStart(byte);
      case 'broken':
      case 'no object':
        return place;
      default:
        return place satisfies never;
    }
  };

  return (piece) => {
    const kept: Uint8Array[] = [];
    const bytesAsText = Buffer.from(piece.buffer, piece.byteOffset, piece.length).toString('latin1');
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      if (place === 'broken' || place === 'no object') break;
      if ((place === 'logo' || place === 'string') && !isEscaped && hexDigitsLeft === 0) {
        // In a row of escapes there is no plain byte to pass over.
        if (piece[at] !== BACKSLASH) at = endOfPlainRun(bytesAsText, at);
        if (at === piece.length) break;
      }
      const next = after(piece[at] ?? 0);
      if (next !== place) {
        if (isDropped(place) && !isDropped(next)) from = at;
        if (!isDropped(place) && isDropped(next)) kept.push(piece.subarray(from, at + 1));
        place = next;
      }
    }
    if (!isDropped(place)) kept.push(piece.subarray(from));
    return kept;
  };
};
