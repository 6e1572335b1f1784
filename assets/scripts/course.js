// Practice mode, progress, copying and the labs: what makes a chapter a place to practice.

import { addCopyButtons } from "./copy.js";
import { loadLabs } from "./labs.js";
import { watchMenu } from "./menu.js";
import { addPracticeMode } from "./practice.js";
import { addProgress } from "./progress.js";
import { watchScrollers } from "./scrollers.js";

watchMenu();
const tools = document.querySelector(".course-tools");
addPracticeMode(tools);
addProgress(tools);
addCopyButtons();
watchScrollers();
loadLabs();
