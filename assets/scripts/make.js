// Making elements.

/**
 * @param {string} name of the element
 * @param {object} properties of the element, such as className
 * @param {...(Node|string)} children
 * @returns {HTMLElement}
 */
export function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}
