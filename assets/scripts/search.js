// Finds places of the course: every word of the index knows where it stands, and Fuse knows what a wrong word is near.

import { numberIn, partsOf, queryWords, stem, wordsIn } from "./search-words.js";

// What a word counts for by where it stands: headings before what an exercise introduces before what it says
const WEIGHTS = { title: 10, names: 6, own: 4, text: 1, code: 0.7 };
// Only an exercise, or a further task of one, has a heading that teaches
const TEACHES = new Set(["exercise", "task"]);
const FUZZY = { threshold: 0.34, includeScore: true, ignoreFieldNorm: true, location: 0, distance: 60 };
// How alike words are: the same, the same but for their endings, one the beginning of the other
const SAME = 1;
const SAME_STEM = 0.9;
const BEGINS = 0.6;
const WRONG_LETTERS = 0.5;
const NEAR = 90; // characters of a snippet on either side of a word

const entries = globalThis.courseSearchIndex;
const places = indexWords(entries);
const vocabulary = [...places.keys()];
const fuse = new globalThis.Fuse(vocabulary, FUZZY);

/** The words of all entries. Returns a map from a word to a map from an entry's number to what the word counts there. */
function indexWords(all) {
  const found = new Map();

  function add(words, entry, weight) {
    const counts = new Map();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, count] of counts) {
      if (!found.has(word)) found.set(word, new Map());
      const at = found.get(word);
      const value = weight < WEIGHTS.own ? weight * (1 + Math.log(count) / 4) : weight;
      at.set(entry, Math.max(at.get(entry) ?? 0, value));
    }
  }

  all.forEach(({ kind, title, names = [], text = "", code = "" }, entry) => {
    add(wordsIn(title), entry, TEACHES.has(kind) ? WEIGHTS.title : WEIGHTS.own);
    for (const name of names) add(wordsIn(name), entry, WEIGHTS.names);
    add(wordsIn(text), entry, WEIGHTS.text);
    add(wordsIn(code), entry, WEIGHTS.code);
  });
  return found;
}

/** The words of the index that a word of a query means, with how alike they are, 0 to 1. */
function matches(word) {
  const alike = new Map();
  const root = stem(word);
  for (const other of vocabulary) {
    if (other === word) alike.set(other, SAME);
    else if (stem(other) === root) alike.set(other, SAME_STEM);
    else if (word.length > 1 && other.startsWith(word)) alike.set(other, (BEGINS * (1 + word.length / other.length)) / 2);
  }
  if (alike.size || word.length < 3) return alike;
  const parts = partsOf(word);
  if (parts.length > 1) return alike;
  for (const { item, score } of fuse.search(word)) alike.set(item, WRONG_LETTERS * (1 - score));
  return alike;
}

/** What a word of a query counts for in each entry in which it is found. */
function weigh(word) {
  const weights = new Map();
  for (const [other, likeness] of matches(word)) {
    for (const [entry, weight] of places.get(other)) {
      weights.set(entry, Math.max(weights.get(entry) ?? 0, weight * likeness));
    }
  }
  // What is rare says more
  const rarity = Math.log(1 + entries.length / (1 + weights.size));
  for (const [entry, weight] of weights) weights.set(entry, weight * rarity);
  return weights;
}

/**
 * Finds what a query means.
 *
 * @param {string} query
 * @returns {object[]} entries of the index, the best first, each with a snippet of its text
 */
export function search(query) {
  const number = numberIn(query);
  const byNumber = number ? entries.filter((entry) => entry.number === number) : [];
  const words = queryWords(query);
  const scores = new Map();
  const groups = words.map((word) => {
    const whole = weigh(word.toLowerCase());
    return whole.size ? [whole] : partsOf(word).map(weigh);
  });
  const all = groups.flat();
  for (const weights of all) {
    for (const [entry, weight] of weights) {
      const score = scores.get(entry) ?? { words: 0, weight: 0 };
      scores.set(entry, { words: score.words + 1, weight: score.weight + weight });
    }
  }
  const ranked = [...scores].sort(
    ([a, one], [b, other]) => other.words - one.words || other.weight - one.weight || a - b,
  );
  const found = [...byNumber, ...ranked.map(([entry]) => entries[entry])];
  return [...new Set(found)].map((entry) => ({ ...entry, snippet: snippet(entry, words) }));
}

/** A piece of an entry's text around the first word of a query, or its beginning. */
function snippet({ text = "" }, words) {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(stem(word.toLowerCase()))).filter((place) => place >= 0);
  const middle = places.length ? Math.min(...places) : 0;
  const start = middle > NEAR ? text.lastIndexOf(" ", middle - NEAR) + 1 : 0;
  const end = start + 2 * NEAR < text.length ? text.lastIndexOf(" ", start + 2 * NEAR) : text.length;
  return `${start ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
}
