// Practice mode, progress and copying: what makes a chapter a place to practice.

import { addCopyButtons } from "./copy.js";
import { addPracticeMode } from "./practice.js";
import { addProgress } from "./progress.js";
import { watchScrollers } from "./scrollers.js";

const tools = document.querySelector(".course-tools");
addPracticeMode(tools);
addProgress(tools);
addCopyButtons();
watchScrollers();
