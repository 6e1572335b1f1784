// What the pages can do: the menu, the search, practice mode, progress, copying, large figures, glossary terms, labs.

import { prepareAnnouncements } from "./announce.js";
import { addCodeCopyButtons } from "./code-copy.js";
import { addCopyButtons } from "./copy.js";
import { addExerciseBar } from "./exercise-bar.js";
import { enlargeFigures } from "./figures.js";
import { loadLabs } from "./labs.js";
import { watchMenu } from "./menu.js";
import { addPracticeMode } from "./practice.js";
import { addProgress } from "./progress.js";
import { watchScrollers } from "./scrollers.js";
import { watchSearch } from "./search-opener.js";
import { explainTerms } from "./terms.js";

watchMenu();
prepareAnnouncements();
const tools = document.querySelector(".course-tools");
addPracticeMode(tools);
addProgress(tools);
addCopyButtons();
addCodeCopyButtons();
enlargeFigures();
explainTerms();
addExerciseBar();
watchScrollers();
loadLabs();
watchSearch();
