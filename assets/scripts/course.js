// Practice mode, progress, copying, the labs and the search: what makes a chapter a place to practice.

import { addCopyButtons } from "./copy.js";
import { loadLabs } from "./labs.js";
import { addPracticeMode } from "./practice.js";
import { addProgress } from "./progress.js";
import { watchScrollers } from "./scrollers.js";
import { watchSearch } from "./search-opener.js";

const tools = document.querySelector(".course-tools");
addPracticeMode(tools);
addProgress(tools);
addCopyButtons();
watchScrollers();
loadLabs();
watchSearch();
