/**
 * SPARQL 1.1 cut into tokens for colouring: lenient, since a query is half written most of the time.
 * @module
 */

const KEYWORDS = new Set(
  (
    "ADD ALL AS ASC ASK BASE BIND BY CLEAR CONSTRUCT COPY CREATE DATA DEFAULT DELETE DESC DESCRIBE DISTINCT DROP " +
    "EXISTS FILTER FROM GRAPH GROUP HAVING IN INSERT INTO LIMIT LOAD MINUS MOVE NAMED NOT OFFSET OPTIONAL ORDER " +
    "PREFIX REDUCED SELECT SEPARATOR SERVICE SILENT TO UNDEF UNION USING VALUES WHERE WITH"
  ).split(" "),
);

const FUNCTIONS = new Set(
  (
    "ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI FLOOR GROUP_CONCAT HOURS IF IRI " +
    "ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW RAND REGEX REPLACE " +
    "ROUND SAMETERM SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN " +
    "STRSTARTS STRUUID SUBSTR SUM TIMEZONE TZ UCASE URI UUID YEAR"
  ).split(" "),
);

const TOKEN = new RegExp(
  [
    ["comment", "#[^\\n]*"],
    ["iri", '<[^<>"{}|^`\\\\\\s]*>'],
    ["string", "\"\"\"(?:\\\\[^]|\"{0,2}[^\"\\\\])*(?:\"\"\"|$)|'''(?:\\\\[^]|'{0,2}[^'\\\\])*(?:'''|$)"],
    ["text", "\"(?:\\\\.|[^\"\\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\\n])*'?"],
    ["variable", "[?$][\\p{L}\\p{N}_]+"],
    ["tag", "@[A-Za-z]+(?:-[A-Za-z0-9]+)*"],
    ["name", "(?:[\\p{L}](?:[\\p{L}\\p{N}_.-]*[\\p{L}\\p{N}_-])?)?:(?:[\\p{L}\\p{N}_:%.-]*[\\p{L}\\p{N}_:%-])?"],
    ["number", "(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?"],
    ["word", "[\\p{L}_][\\p{L}\\p{N}_-]*"],
    ["bracket", "[{}()\\[\\]]"],
    ["space", "\\s+"],
    ["sign", "[^]"],
  ]
    .map(([kind, pattern]) => `(?<${kind}>${pattern})`)
    .join("|"),
  "yu",
);

/**
 * The tokens of a query; their texts joined are the query again.
 * @param {string} query
 * @returns {{kind: string, text: string, start: number}[]} `start` counts UTF-16 units from 0
 */
export function tokens(query) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < query.length) {
    const start = TOKEN.lastIndex;
    const match = TOKEN.exec(query);
    const [kind] = Object.entries(match.groups).find(([, text]) => text !== undefined);
    found.push({ kind: named(kind, match[0]), text: match[0], start });
  }
  return found;
}

function named(kind, text) {
  if (kind === "text") return "string";
  if (kind !== "word") return kind;
  if (text === "a" || KEYWORDS.has(text.toUpperCase())) return "keyword";
  if (FUNCTIONS.has(text.toUpperCase())) return "function";
  return /^(true|false)$/i.test(text) ? "number" : "word";
}

/**
 * The keyword that an unknown word of a query was probably meant to be.
 * @param {string} word
 * @returns {string | null} null if it is like none
 */
export function likelyKeyword(word) {
  const given = word.toUpperCase();
  if (given.length < 4) return null;
  const near = [...KEYWORDS].map((keyword) => [editDistance(given, keyword), keyword]).filter(([edits]) => edits <= 2);
  return near.sort(([one], [other]) => one - other)[0]?.[1] ?? null;
}

/** Letters to add, drop, change, or exchange with the next, to get from one word to the other. */
function editDistance(one, other) {
  const table = Array.from({ length: one.length + 1 }, (_, row) => [row]);
  for (let column = 1; column <= other.length; column += 1) table[0][column] = column;
  for (let row = 1; row <= one.length; row += 1) {
    for (let column = 1; column <= other.length; column += 1) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1;
      const ways = [table[row - 1][column] + 1, table[row][column - 1] + 1, table[row - 1][column - 1] + change];
      const isTurned =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      table[row][column] = Math.min(...ways, isTurned ? table[row - 2][column - 2] + 1 : Infinity);
    }
  }
  return table[one.length][other.length];
}

/**
 * The prefixes that a query uses and does not declare.
 * @param {string} query
 * @returns {string[]} without the colon, in the order of their first use
 */
export function undeclaredPrefixes(query) {
  const solid = tokens(query).filter(({ kind }) => kind !== "space" && kind !== "comment");
  const declared = new Set();
  const used = new Set();
  solid.forEach(({ kind, text }, index) => {
    if (kind !== "name") return;
    const prefix = text.slice(0, text.indexOf(":"));
    const before = solid[index - 1];
    (before?.kind === "keyword" && before.text.toUpperCase() === "PREFIX" ? declared : used).add(prefix);
  });
  return [...used].filter((prefix) => !declared.has(prefix));
}
