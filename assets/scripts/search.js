// Finds places of the course: every word of the index knows where it stands, and Fuse knows what a wrong word is near.

import { namesOf, numberIn, pairsIn, partsOf, queryWords, stem, wordsIn } from "./search-words.js";

// What a word counts for by where it stands: headings before what an exercise introduces before what it says
const WEIGHTS = { title: 10, names: 6, own: 4, about: 2, text: 1, code: 0.7 };
// Only an exercise, or a further task of one, has a heading that teaches
const TEACHES = new Set(["exercise", "task"]);
const FUZZY = { threshold: 0.34, includeScore: true, ignoreFieldNorm: true, location: 0, distance: 60 };
// How alike words are: the same, the same but for their endings, one the beginning of the other
const SAME = 1;
const SAME_STEM = 0.9;
const BEGINS = 0.6;
const WRONG_LETTERS = 0.5;
// By how many letters a word that is meant may be shorter or longer
const SHORTER = 2;
const LONGER = 4;
// What two words as one count for beside each of them
const PAIR = 0.9;
// How much less an entry counts that has only some of the words
const COMPLETE = 2;
const NEAR = 90; // characters of a snippet on either side of a word

const entries = globalThis.courseSearchIndex;
// Each word's entries, by their numbers, with what it counts for there; words by their stems; words to guess from
const places = new Map();
const stems = new Map();
const vocabulary = new Set();
entries.forEach(indexEntry);

function indexEntry({ kind, title, names = [], about = "", text = "", code = "" }, entry) {
  indexText(title, entry, TEACHES.has(kind) ? WEIGHTS.title : WEIGHTS.own);
  for (const name of names) indexText(name, entry, WEIGHTS.names);
  indexText(about, entry, WEIGHTS.about);
  indexText(text, entry, WEIGHTS.text);
  indexWords(wordsIn(code), entry, WEIGHTS.code);
}

function indexText(text, entry, weight) {
  indexWords(wordsIn(text), entry, weight);
  for (const pair of pairsIn(text)) indexWord(pair, entry, weight * PAIR);
}

function indexWords(words, entry, weight) {
  const counts = new Map();
  for (const [word] of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  for (const [word, share] of words) {
    const often = weight < WEIGHTS.own ? 1 + Math.log(counts.get(word)) / 4 : 1;
    indexWord(word, entry, weight * share * often);
    vocabulary.add(word);
  }
}

function indexWord(word, entry, weight) {
  if (!places.has(word)) {
    places.set(word, new Map());
    const root = stem(word);
    stems.set(root, [...(stems.get(root) ?? []), word]);
  }
  raise(places.get(word), entry, weight);
}

/** Sets what counts for an entry, unless something that counts more has been set. */
function raise(weights, entry, weight) {
  weights.set(entry, Math.max(weights.get(entry) ?? 0, weight));
}

/** The words of the index that a word of a query means, with how alike they are, 0 to 1. */
function meanings(word) {
  const alike = new Map();
  if (word.length > 1) {
    for (const other of vocabulary) {
      if (other.startsWith(word)) alike.set(other, BEGINS * closeness(word, other));
    }
  }
  for (const other of stems.get(stem(word)) ?? []) alike.set(other, SAME_STEM);
  if (places.has(word)) alike.set(word, SAME);
  return alike;
}

/** Those that a word with a wrong letter may mean. */
function guesses(word) {
  const size = word.length;
  if (size < 3) return new Map();
  const near = [...vocabulary].filter((other) => other.length >= size - SHORTER && other.length <= size + LONGER);
  const found = new globalThis.Fuse(near, FUZZY).search(word);
  return new Map(found.map(({ item, score }) => [item, WRONG_LETTERS * (1 - score) * closeness(word, item)]));
}

/** How near two words are in length, 0 to 1. */
function closeness(one, other) {
  return Math.min(one.length, other.length) / Math.max(one.length, other.length);
}

/** What words of the index, each with how alike it is to one of a query, count for in the entries that hold them. */
function weigh(alike) {
  const weights = new Map();
  for (const [word, likeness] of alike) {
    for (const [entry, weight] of places.get(word)) raise(weights, entry, weight * likeness);
  }
  // What is rare says more
  const rarity = Math.log(1 + entries.length / (1 + weights.size));
  for (const [entry, weight] of weights) weights.set(entry, weight * rarity);
  return weights;
}

/** What a word of a query counts for: as one of its names, else by its parts, else as a word with wrong letters. */
function weighWord(word) {
  for (const names of namesOf(word)) {
    const alike = new Map(names.flatMap((name) => [...meanings(name)]));
    if (alike.size) return [weigh(alike)];
  }
  const parts = partsOf(word);
  if (parts.length > 1) return parts.flatMap(weighWord);
  return [weigh(guesses(word.toLowerCase()))];
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
  const all = words.flatMap(weighWord);
  for (const weights of all) {
    for (const [entry, weight] of weights) {
      const score = scores.get(entry) ?? { words: 0, weight: 0 };
      scores.set(entry, { words: score.words + 1, weight: score.weight + weight });
    }
  }
  // Words that stand side by side in the query and in an entry
  words.slice(1).forEach((word, before) => {
    const together = (words[before] + word).toLowerCase();
    for (const [entry, weight] of weigh(meanings(together))) {
      if (scores.has(entry)) scores.get(entry).weight += weight;
    }
  });
  const value = ([, score]) => score.weight * (score.words / all.length) ** COMPLETE;
  const ranked = [...scores].sort((one, other) => value(other) - value(one) || one[0] - other[0]);
  const found = [...byNumber, ...ranked.map(([entry]) => entries[entry])];
  return [...new Set(found)].map((entry) => ({ ...entry, snippet: snippet(entry, words) }));
}

/** A piece of an entry's text around the first word of a query, or its beginning. */
function snippet({ text = "" }, words) {
  const lower = text.toLowerCase();
  const found = words.map((word) => lower.indexOf(stem(word.toLowerCase()))).filter((place) => place >= 0);
  const middle = found.length ? Math.min(...found) : 0;
  const start = middle > NEAR ? text.lastIndexOf(" ", middle - NEAR) + 1 : 0;
  const end = start + 2 * NEAR < text.length ? text.lastIndexOf(" ", start + 2 * NEAR) : text.length;
  return `${start ? "… " : ""}${text.slice(start, end)}${end < text.length ? " …" : ""}`;
}
