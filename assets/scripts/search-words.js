// Words of texts and of queries: names in code are words as well, and so are their parts.

// A word, or a name with dots and underscores; a dot before it is kept
const WORD = /\.?[\p{L}\p{N}]+(?:[._][\p{L}\p{N}]+)*_?/gu;
// What questions have beside their subject
const STOP = new Set(
  "a an and are as at be by can do does for from has have how i in is it its me my of on or should so that the this to what when where which why with you your exercise ex chapter lesson use using used".split(
    " ",
  ),
);
const ENDING = /(?:ations?|ions?|izing|ized|izes?|ings?|ers?|ies|ed|es|s|e|y)$/;
const PACKAGE = /^torch\.(?=\w)/;

/** A word without its ending, the same for "freeze" and "freezing". */
export function stem(word) {
  const short = word.replace(ENDING, "");
  return short.length > 2 ? short : word;
}

/** The parts of a name: of `nn.MSELoss` "nn", "mse" and "loss" (as written), of `zero_grad` "zero" and "grad". */
export function partsOf(name) {
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2")
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1 $2")
    .split(/[\s._]+/)
    .filter(Boolean)
    .map((part) => part.toLowerCase());
}

/** All words of a text, in lower case: names whole, behind their dots, and in parts; neighbors as one, too. */
export function wordsIn(text) {
  const words = [];
  let before = "";
  for (const [found] of text.matchAll(WORD)) {
    const name = found.replace(PACKAGE, "");
    const whole = name.toLowerCase();
    const parts = partsOf(name);
    words.push(whole);
    if (parts.length > 1 || whole.startsWith(".")) {
      words.push(...parts);
      for (let dot = whole.indexOf("."); dot >= 0; dot = whole.indexOf(".", dot + 1)) {
        words.push(whole.slice(dot), whole.slice(dot + 1));
      }
      words.push(parts.join(""));
    }
    if (before) words.push(before + whole);
    before = whole;
  }
  return words;
}

/** The words of a query that say what it is about, as written, without brackets and what is in them. */
export function queryWords(query) {
  const outside = query.replace(/\([^)]*\)?/g, " ");
  const all = [...outside.matchAll(WORD)].map(([word]) => word.replace(PACKAGE, ""));
  const telling = all.filter((word) => !STOP.has(word.toLowerCase()) && !/^\d+(\.\d+)?$/.test(word));
  return telling.length ? telling : all;
}

/** The number of an exercise or a chapter in a query, such as "3.5", or undefined. */
export function numberIn(query) {
  return query.match(/(?:^|\s)(\d+(?:\.\d+)?)(?=\s|$)/)?.[1];
}
