// A value that is kept on this device, and in memory where the browser does not store it.

const PREFIX = "pytorch-course.";

/**
 * @template T
 * @param {string} name
 * @param {(found: unknown) => T} read makes a value of whatever was stored, null included
 * @returns {{get: () => T, set: (value: T) => void, watch: (listener: (value: T) => void) => void}}
 *   watch calls its listener now and at each change, those of other tabs included
 */
export function remembered(name, read) {
  const key = PREFIX + name;
  const listeners = [];
  let stored = true;
  let value = load();

  function load() {
    try {
      return read(JSON.parse(localStorage.getItem(key)));
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
    set(next) {
      try {
        localStorage.setItem(key, JSON.stringify(next));
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
