// A value that is kept on this device or in this tab, and in memory where the browser does not store it.

const PREFIX = "pytorch-course.";

/**
 * @template T
 * @param {string} name
 * @param {(found: unknown) => T} read makes a value of whatever was stored, null included
 * @param {() => Storage} store that of the tab for what ends with it; asking for it fails where a browser blocks it
 * @returns {{get: () => T, set: (value: T) => void, isStored: () => boolean, watch: (listener: (value: T) => void) =>
 *   void}} isStored tells whether the browser has taken the value; watch calls its listener now and at each change, those
 *   of other tabs included
 */
export function remembered(name, read, store = () => localStorage) {
  const key = PREFIX + name;
  const listeners = [];
  let stored = true;
  let value = load();

  function load() {
    try {
      return read(JSON.parse(store().getItem(key)));
    } catch {
      return read(null);
    }
  }

  function change(next) {
    value = next;
    listeners.forEach((listener) => listener(value));
  }

  addEventListener("storage", (event) => {
    if (stored && (event.key === key || event.key === null)) change(load());
  });
  // A page that comes back from the history has missed what other pages stored
  addEventListener("pageshow", (event) => {
    if (stored && event.persisted) change(load());
  });

  return {
    get: () => value,
    isStored: () => stored,
    set(next) {
      try {
        store().setItem(key, JSON.stringify(next));
        stored = true;
      } catch {
        stored = false;
      }
      change(next);
    },
    watch(listener) {
      listeners.push(listener);
      listener(value);
    },
  };
}
