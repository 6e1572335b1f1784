// Words of texts and of queries: names in code are words as well, and so are their parts.

// A word, or a name with dots and underscores; a dot before it is kept
const WORD = /\.?[\p{L}\p{N}]+(?:[._][\p{L}\p{N}]+)*_?/gu;
// What questions have beside their subject
const STOP = new Set(
  (
    "a an and are as at be by can do does for from has have how i in is it its me my of on or should so that the this " +
    "to what when where which why with you your exercise ex chapter lesson use using used"
  ).split(" "),
);
const NUMBER = /^\d+(?:\.\d+)?$/;
// The longer ones first: "initialize" and "initialization" have one stem, as "classify" and "classifier" do
const ENDING = new RegExp(
  "(?:i[sz](?:ations?|ing|ed|es?|ers?)|at(?:ions?|ing|ed|es?|ors?)|if(?:ications?|iers?|ying|ied|ies|y)" +
    "|ions?|ings?|ers?|ies|ed|es|s|e|y)$",
);
const PACKAGE = /^torch\./;
// What a piece of a name counts for beside the name, and what a name counts for without what is before a dot
const PIECE = 0.8;
const BEHIND_DOT = 0.9;

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

/**
 * All words of a text, in lower case: names whole, behind their dots, and in parts.
 *
 * @param {string} text
 * @returns {[string, number][]} words with what they count for, up to 1
 */
export function wordsIn(text) {
  const words = [];
  for (const [name] of text.matchAll(WORD)) {
    const whole = name.toLowerCase();
    const parts = partsOf(name);
    words.push([whole, 1]);
    if (parts.length > 1 || whole.startsWith(".")) {
      for (let dot = whole.indexOf("."); dot >= 0; dot = whole.indexOf(".", dot + 1)) {
        words.push([whole.slice(dot), BEHIND_DOT], [whole.slice(dot + 1), BEHIND_DOT]);
      }
      words.push([parts.join(""), BEHIND_DOT], ...parts.map((part) => [part, PIECE]));
    }
  }
  return words;
}

/** Each word of a text together with the next, as one: "cross entropy" may be looked for as "crossentropy". */
export function pairsIn(text) {
  const words = [...text.toLowerCase().matchAll(WORD)].map(([word]) => word);
  return words.slice(1).map((word, before) => words[before] + word);
}

/** The words of a query that say what it is about, as written, without brackets and what is in them. */
export function queryWords(query) {
  const plain = query.replace(/\([^)]*\)?/g, " ").replace(/\bhow (?:many|much)\b/gi, "number of");
  const all = [...plain.matchAll(WORD)].map(([word]) => word);
  const telling = all.filter((word) => !STOP.has(word.toLowerCase()) && !NUMBER.test(word));
  return telling.length ? telling : all;
}

/**
 * The names that a word of a query may mean.
 *
 * @param {string} word
 * @returns {string[][]} as it is, which for PyTorch's own means with and without "torch."; else a method of anything
 */
export function namesOf(word) {
  const whole = word.toLowerCase();
  const names = [[...new Set([whole, whole.replace(PACKAGE, "")])]];
  return whole.includes(".", 1) ? [...names, [whole.slice(whole.lastIndexOf("."))]] : names;
}

/** The number of an exercise or a chapter in a query, such as "3.5", or undefined. */
export function numberIn(query) {
  return query.match(/(?:^|\s)(\d+(?:\.\d+)?)(?=\s|$)/)?.[1];
}
