/** A client's name that tries everything: a log line of its own, terminal commands, markup, a direction, a flood. */
export const HOSTILE_NAME = [
  '\u001b]0;owned\u0007\u001b[2J\u001b[31mOFF',
  '\r\n{"level":"ERROR","code":"KS900","message":"forged"}\r\n',
  '\u0085\u2028\u2029\u0000\u009b31m',
  '\u202egnp.exe\u202c\u2066x\u2069\u200b\ufeff\u{e0041}',
  '<script>alert(1)</script>{{7*7}}\u0024{7*7}`id`%s%n',
  '"}],"outcome":"disabled","x":[{"y":"',
  '🔒'.repeat(2_000),
].join('');

/** Characters that move a cursor, end a line or turn the reading direction; a line's own end is none of them. */
export const CONTROL = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
