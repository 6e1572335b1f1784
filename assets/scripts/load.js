// Scripts that load when they are needed, as classic ones: a page from the disk may load no others.

const root = document.querySelector('meta[name="course:root"]').content;

/** The address of something on the site, from this page. path: below the site's top */
export function siteAddress(path) {
  return root + path;
}

/**
 * Loads scripts of ours, which run in their order.
 *
 * @param {...string} names of files in assets/scripts
 * @returns {Promise} rejected where one cannot be loaded
 */
export function loadScripts(...names) {
  const loaded = names.map(
    (name) =>
      new Promise((resolve, reject) => {
        const script = document.createElement("script");
        Object.assign(script, { src: siteAddress(`assets/scripts/${name}`), async: false });
        script.onload = resolve;
        script.onerror = () => reject(new Error(`${name} cannot be loaded`));
        document.head.append(script);
      }),
  );
  return Promise.all(loaded);
}
